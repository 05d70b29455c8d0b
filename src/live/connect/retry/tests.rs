use std::cell::RefCell;

use super::*;

/// Runs attempts that end so, one after the other, on a clock that jumps to the next thing that happens.
fn attempts(limits: &Limits, outcomes: &[Result<u32, LiveErrorKind>]) -> (Result<u32, LiveError>, usize, Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let began = Instant::now();
        let tried = RefCell::new(0);
        let outcome = transient(limits, async || {
            let at = tried.replace_with(|tried| *tried + 1);
            outcomes[at].map_err(|kind| LiveError::new(kind, "failed"))
        })
        .await;
        (outcome, tried.into_inner(), began.elapsed())
    })
}

#[test]
fn waits_double_and_stay_within_their_bounds() {
    for (tried, longest) in [(1, 200), (2, 400), (3, 800), (6, 6400), (7, 10_000), (u32::MAX, 10_000)] {
        for _ in 0..100 {
            let wait = wait_after(tried);
            assert!(
                wait <= Duration::from_millis(longest) && wait >= Duration::from_millis(longest / 2),
                "{tried}: {wait:?}"
            );
        }
    }
}

#[test]
fn what_passes_is_tried_again_until_it_succeeds() {
    let lost = Err(LiveErrorKind::Lost);
    let (outcome, tried, waited) = attempts(&Limits::default(), &[lost, Err(LiveErrorKind::Refused), Ok(7)]);
    assert_eq!((outcome.unwrap(), tried), (7, 3));
    assert!(waited >= Duration::from_millis(300) && waited <= Duration::from_millis(700), "{waited:?}");
}

#[test]
fn what_lasts_is_not() {
    for kind in [LiveErrorKind::Password, LiveErrorKind::Permission, LiveErrorKind::Server, LiveErrorKind::Timeout] {
        let (outcome, tried, _) = attempts(&Limits::default(), &[Err(kind), Ok(7)]);
        let error = outcome.unwrap_err();
        assert_eq!((error.kind, error.message.as_str(), tried), (kind, "failed", 1));
    }
}

#[test]
fn attempts_and_total_time_are_bounded() {
    let lost = [Err(LiveErrorKind::Lost); 100];
    let (outcome, tried, _) = attempts(&Limits { attempts: 3, ..Limits::default() }, &lost);
    assert_eq!((outcome.unwrap_err().message.as_str(), tried), ("failed (tried 3 times)", 3));
    let total = Duration::from_secs(30);
    let (outcome, tried, waited) = attempts(&Limits { attempts: 100, total, ..Limits::default() }, &lost);
    assert_eq!(outcome.unwrap_err().kind, LiveErrorKind::Lost);
    assert!(tried > 5 && waited <= total, "{tried} attempts in {waited:?}");
}

#[test]
fn an_attempt_that_hangs_ends_with_the_total_time() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let outcome =
        runtime.block_on(transient(&Limits::default(), async || std::future::pending::<Result<(), _>>().await));
    let error = outcome.unwrap_err();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (LiveErrorKind::Timeout, "the server was not read within 120 s, all attempts together")
    );
}
