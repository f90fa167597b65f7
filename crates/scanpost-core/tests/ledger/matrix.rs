//! The fault matrix: every step × every fault, and after each the ledger must balance.
//!
//! A cell is one bad moment in the life of a gateway that works: some mails meet the fault, it is lifted,
//! a person signs in if the gateway asks for it, and all comes to rest. Then the ledger is balanced, and a
//! mail that comes now goes out at the first try. The storage is
//! one in memory; a part runs on SQLite too. A failure names its cell; the other cells go on in a new house.

use std::time::Duration;

use scanpost_core::spool::{JobId, JobState};
use scanpost_sandbox::{SmtpMoment, Switches};

use crate::cells::{self, Cell, Often};
use crate::gate::Gate;
use crate::house::{ANNA, BO, House, Storage};

const MINUTE: Duration = Duration::from_mins(1);

/// Tokens live for less, so the next mail needs a new one; and idle connections have ended.
const TOKENS_END: Duration = Duration::from_hours(2);

/// What strikes must do so within this time.
const STRIKES_WITHIN: Duration = Duration::from_hours(2);

/// So long a fault stands.
const STANDS: Duration = Duration::from_hours(1);

/// By then all is over for which nobody has to act: a mail's own wait is an hour and a fifth at most, and
/// after a limit one mail goes ahead every hour.
const RESTS_WITHIN: Duration = Duration::from_hours(2);

/// Longer than a mail is tried.
const OUTLASTS: Duration = Duration::from_hours(6 * 24);

/// Runs cells one after the other; the failures of all of them are told at once.
async fn run(storage: Storage, cells: Vec<Cell>) {
    let (mut balanced, mut failures, mut free) = (0, Vec::new(), None);
    for cell in cells {
        println!("{}", cell.name); // the last line names the cell in which something panicked
        let mut house: House = match free.take() {
            Some(house) => house,
            None => House::with(storage, 1, House::sandbox().await, |_| {}).await,
        };
        match meet(&mut house, &cell).await {
            // What a provider denies to have taken must not be counted in the next cell.
            Ok(()) if !cell.harm().denies => free = Some(house),
            Ok(()) => house.close().await,
            Err(why) => {
                failures.push(format!("{}: {why}", cell.name));
                house.close().await;
            }
        }
        balanced += 1;
    }
    assert!(failures.is_empty(), "{} cells fail:\n{}", failures.len(), failures.join("\n"));
    println!("{balanced} cells balance");
}

/// One cell, from the first mail to the balance.
async fn meet(house: &mut House, cell: &Cell) -> Result<(), String> {
    tokio::time::sleep(TOKENS_END).await;
    let (struck, connection) = (house.sandbox.strikes(), house.sandbox.smtp_connections() + 1);
    house.sandbox.change_switches(|switches| cell.turn_on(switches, connection));
    let third = cell.recipient();
    let to_three = [ANNA, BO, third.as_deref().unwrap_or("cleo@sandbox.example")];
    house.send(0, &[ANNA], true).await;
    house.send(0, &to_three, true).await;
    house.send(0, &[BO], false).await;
    if cell.must_strike() {
        struck_since(house, struck).await?;
    }
    let stands = match cell.often {
        Often::Once => None,
        Often::Always => Some(STANDS),
        Often::ForDays => Some(OUTLASTS),
    };
    if let Some(stands) = stands {
        tokio::time::sleep(stands).await;
        house.send(0, &[ANNA, BO], true).await;
        tokio::time::sleep(MINUTE).await;
    }
    house.sandbox.set_switches(Switches::default());
    come_to_rest(house).await?;
    if house.wants_a_sign_in().await {
        house.sign_in().await; // the last token may have been good for these mails, and be the last
    }
    let after = house.send(0, &[BO], true).await;
    come_to_rest(house).await?;
    goes_out_at_once(house, after).await?;
    judge(house, cell).await
}

/// Waits until something has struck.
async fn struck_since(house: &House, before: u64) -> Result<(), String> {
    let struck = async {
        while house.sandbox.strikes() == before {
            tokio::time::sleep(Duration::from_secs(1)).await; // skipped, as all time is
        }
    };
    let struck = tokio::time::timeout(STRIKES_WITHIN, struck).await;
    struck.map_err(|_| "the fault was never met".to_owned())
}

/// Waits until every job has ended. If the gateway asks for a sign-in, somebody signs in.
async fn come_to_rest(house: &House) -> Result<(), String> {
    for patience in [MINUTE * 30, RESTS_WITHIN] {
        if house.rests_within(patience).await {
            return Ok(());
        }
        if house.wants_a_sign_in().await {
            house.sign_in().await;
        }
    }
    let account = house.account().await;
    let open = house.jobs().await.into_iter().filter(|job| !job.state.is_final());
    let open: Vec<_> = open.map(|job| (job.state, job.tries, job.due_at, job.fault)).collect();
    let (hold, rest, connection) = (account.hold, account.rest, account.connection);
    Err(format!("not at rest: {open:?}, hold {hold:?}, rest {rest:?}, connection {connection:?}"))
}

async fn goes_out_at_once(house: &House, id: JobId) -> Result<(), String> {
    let job = house.job(id).await;
    if (job.state, job.tries) == (JobState::Delivered, 1) {
        return Ok(());
    }
    let story = house.story(id).await;
    Err(format!(
        "a mail that came afterwards is {:?} after {} tries: {story}",
        job.state, job.tries
    ))
}

/// The ledger balances, and no more harm was done than could not be helped.
async fn judge(house: &mut House, cell: &Cell) -> Result<(), String> {
    let (harm, before) = (cell.harm(), house.balanced);
    let balance = house.balance(harm.denies).await?;
    let failed = balance.failed - before.failed;
    let doubtful = (balance.uncertain + balance.repeated) - (before.uncertain + before.repeated);
    if balance.open > 0 {
        return Err(format!("{} recipients wait though every job has ended", balance.open));
    }
    if failed > 0 && !harm.fails {
        return Err(format!(
            "{failed} recipients failed and need not: {:?}",
            house.reasons().await
        ));
    }
    if doubtful > 0 && !harm.doubts {
        return Err(format!("{doubtful} recipients are in doubt and need not be"));
    }
    house.balanced = balance;
    Ok(())
}

/// One test for each step, and the list of them.
macro_rules! steps {
    ($($name:ident: $at:ident,)*) => {
        const STEPS: &[SmtpMoment] = &[$(SmtpMoment::$at,)*];

        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                run(Storage::Memory, cells::at_step(SmtpMoment::$at)).await;
            }
        )*
    };
}

steps! {
    the_ledger_balances_after_any_fault_at_the_greeting: Greeting,
    the_ledger_balances_after_any_fault_at_ehlo: Ehlo,
    the_ledger_balances_after_any_fault_at_starttls: StartTls,
    the_ledger_balances_after_any_fault_at_ehlo_after_tls: EhloAfterTls,
    the_ledger_balances_after_any_fault_at_auth: Auth,
    the_ledger_balances_after_any_fault_at_mail: Mail,
    the_ledger_balances_after_any_fault_at_rcpt: Rcpt,
    the_ledger_balances_after_any_fault_at_data: Data,
    the_ledger_balances_after_any_fault_in_the_body: Body,
    the_ledger_balances_after_any_fault_at_the_final_dot: FinalDot,
    the_ledger_balances_after_any_fault_behind_the_final_dot: Kept,
    the_ledger_balances_after_any_fault_at_quit: Quit,
}

#[test]
fn every_step_that_the_sandbox_knows_has_its_row() {
    assert_eq!(STEPS, SmtpMoment::ALL);
}

#[tokio::test(start_paused = true)]
async fn the_ledger_balances_after_any_hand_shake_that_fails() {
    run(Storage::Memory, cells::at_the_hand_shake()).await;
}

#[tokio::test(start_paused = true)]
async fn the_ledger_balances_after_any_fault_at_the_token_request() {
    run(Storage::Memory, cells::at_the_token_request()).await;
}

/// What outlasts the patience of a mail: it is given up, or ends as uncertain, and says so.
#[tokio::test(start_paused = true)]
async fn the_ledger_balances_after_faults_that_last_for_days() {
    run(Storage::Memory, cells::for_days()).await;
}

/// A part of the matrix once more, on SQLite: a fault of each kind at every step.
#[tokio::test(start_paused = true)]
async fn the_ledger_balances_on_a_disk_too() {
    let cells = SmtpMoment::ALL.into_iter().flat_map(cells::at_step);
    let chosen =
        cells.filter(|cell| cell.often == Often::Once && ON_DISK.contains(&cell.column.as_str()));
    run(Storage::Disk, chosen.collect()).await;
}

/// What passes, what does not, what breaks, what says nothing.
const ON_DISK: [&str; 4] = ["451", "550", "close", "silence"];

/// The named bad days in as many tests, which run side by side.
macro_rules! bad_days {
    ($($name:ident: $part:literal,)*) => {
        const PARTS: usize = [$($part,)*].len();

        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                let cells = cells::on_bad_days().into_iter().skip($part).step_by(PARTS);
                run(Storage::Memory, cells.collect()).await;
            }
        )*
    };
}

bad_days! {
    the_ledger_balances_after_every_fourth_bad_day: 0,
    the_ledger_balances_after_the_day_behind_it: 1,
    the_ledger_balances_after_the_second_day_behind_it: 2,
    the_ledger_balances_after_the_third_day_behind_it: 3,
}

#[tokio::test(start_paused = true)]
async fn the_ledger_balances_when_nobody_is_there_to_connect_to() {
    let sandbox = House::sandbox().await;
    let mut gate = Gate::before(sandbox.smtp_addr()).await;
    let port = gate.port();
    let mut house =
        House::with(Storage::Memory, 1, sandbox, |provider| provider.smtp.port = port).await;
    for _ in 0..3 {
        gate.close().await;
        house.send(0, &[ANNA, BO, "cleo@sandbox.example"], true).await;
        house.send(0, &[BO], false).await;
        tokio::time::sleep(STANDS).await;
        gate.open().await;
        come_to_rest(&house).await.unwrap();
        let balance = house.balance(false).await.unwrap();
        assert_eq!((balance.failed, balance.open, balance.repeated), (0, 0, 0), "{balance:?}");
    }
}
