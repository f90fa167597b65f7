//! scanpost fails, or is killed, at every point of a poll: no mail is lost, and none is here twice.

use std::time::Duration;

use scanpost_core::clock::Jump;
use scanpost_core::receive::Polled;
use scanpost_core::site::Function;

use crate::server::Quit;
use crate::shaky::Failing;
use crate::stage::Stage;

const MAILS: [&str; 3] = ["1", "2", "3"];

/// Each verb fails at its first, second, ... call, before it is carried out or after it, as a crash
/// would have it; then scanpost starts again.
#[tokio::test]
async fn whichever_verb_fails_every_mail_is_here_once_and_the_mailbox_is_empty() {
    let mut failures = 0;
    let mut quits = [Quit::Well, Quit::Unheard, Quit::Dropped].into_iter().cycle();
    for verb in ["marks", "write", "take_in", "gone"] {
        for calls_before in 0..3 {
            for is_done in [false, true] {
                let quit = quits.next().expect("they go on for ever");
                {
                    let what = format!("{verb} {calls_before} {is_done} {quit:?}");
                    let mut stage = Stage::new().await;
                    stage.poll().await;
                    for uidl in MAILS {
                        stage.server.put_small(uidl);
                    }
                    stage.store.fail(Failing { verb, calls_before, is_done });
                    stage.server.state().habits.quit = quit;
                    stage.poll().await;
                    failures += u32::from(stage.store.has_failed());
                    stage.store.fail(Failing { verb: "none", calls_before: 0, is_done });
                    stage.server.state().habits.quit = Quit::Well;
                    stage.start_again();
                    assert_eq!(stage.poll().await.fault, None, "{what}");
                    assert_eq!(stage.poll().await.fault, None, "{what}");
                    let mut texts = stage.texts().await;
                    texts.sort_unstable();
                    assert_eq!(texts, MAILS, "{what}");
                    assert_eq!(stage.server.mails_left().len(), 0, "{what}");
                    assert_eq!(stage.marks().await, 0, "{what}");
                }
            }
        }
    }
    assert!(failures > 12, "only {failures} failures came about");
}

#[tokio::test]
async fn a_clock_that_is_set_back_by_years_makes_no_mailbox_wait_for_years() {
    let stage = Stage::new().await;
    stage.poll().await;
    stage.clock.set_wall(Jump(-100_000_000_000));
    let jump = stage.clock.jump().expect("it is a jump");
    stage.clock.adopt(jump);
    stage.server.put_small("1");
    let function = Function::InternetFaxReceive;
    let soon = stage.clock.now() + Duration::from_hours(1);
    stage.skip(Duration::from_mins(1)).await;
    stage.standing(function, |standing| standing.next_at < Some(soon)).await;
    stage.skip(Duration::from_mins(7)).await;
    let taken = |last: &Polled| last.taken == 1;
    stage.standing(function, |standing| standing.last.as_ref().is_some_and(taken)).await;
}
