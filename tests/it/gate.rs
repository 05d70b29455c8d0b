//! Two environments on a real server, and what `status` and `gate` say of them.

mod stage;
mod status;
