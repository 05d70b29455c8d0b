//! Which operations of a file commit together, by the way in which the runner sends it.

use crate::project::Sending;
use crate::rules::{Step, Transaction};
use crate::sql::{Operation, Reach};

/// The transaction of each step.
///
/// One simple query with several statements is one transaction block, even where it holds a `COMMIT`: what follows begins the
/// next implicit block (manual, 55.2.2.1 "Multiple Statements in a Simple Query"; measured: `CREATE INDEX CONCURRENTLY`
/// fails there with 25001).
pub(super) fn transactions(steps: &[Step], sending: Sending) -> Vec<Transaction> {
    let several = steps.iter().any(|step| step.statement != steps[0].statement);
    let whole = match sending {
        Sending::OneQuery | Sending::Pipeline => true,
        Sending::Transaction { split } | Sending::AllPending { split } => !split,
        Sending::PerStatement => false,
    };
    let mut walk = Walk {
        number: 0,
        explicit: false,
        runner: sending.begins(),
        implicit: whole && several,
        first_alone: sending == Sending::Pipeline,
        statement: 0,
    };
    steps.iter().map(|step| walk.next(step)).collect()
}

struct Walk {
    number: usize,
    explicit: bool,
    /// The runner's own transaction is open.
    runner: bool,
    /// Statements outside `BEGIN … COMMIT` share a block.
    implicit: bool,
    /// The first statement of a pipeline does not stand in its block (`PreventInTransactionBlock` in the server's `xact.c`).
    first_alone: bool,
    statement: usize,
}

impl Walk {
    fn next(&mut self, step: &Step) -> Transaction {
        let new_statement = self.statement != step.statement;
        self.statement = step.statement;
        if new_statement && !self.explicit && !self.runner && !self.implicit {
            self.number += 1;
        }
        if matches!(step.operation(), Operation::Begin) {
            self.explicit = true;
        }
        let implicit = self.implicit && !(self.first_alone && step.statement == 1);
        let block = self.explicit || self.runner || implicit;
        let here = Transaction { number: self.number, block, explicit: self.explicit };
        if let Operation::Commit { chain } | Operation::Rollback { chain } = step.operation() {
            self.number += 1;
            self.runner &= step.reach() != Reach::Direct;
            self.explicit = *chain;
        }
        here
    }
}
