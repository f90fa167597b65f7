//! POP3 on a bad day: each fault at each moment, and what is left of the inbox afterwards.

use scanpost_proto::sasl;
use scanpost_sandbox::{
    Ending, Fault, Options, Pop3Does, Pop3Fault, Pop3Moment, Sandbox, Situation, Switches,
};
use secrecy::SecretString;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;

use crate::{
    pop3::{POP, connected, list, log_in, opened},
    support::{Dialogue, Http, MAILBOX, sandbox},
};

const MAIL: &str = "Message-ID: <fax-1@mfp>\r\nSubject: A fax\r\n\r\nThe text of the fax.\r\n";

const BYE: &str = "+OK Microsoft Exchange Server POP3 server signing off.\r\n";

fn fail(sandbox: &Sandbox, at: Pop3Moment, does: Pop3Does) {
    sandbox.change_switches(|switches| switches.pop3_faults.push(Fault::next(1, at, does)));
}

fn turn_on(sandbox: &Sandbox, situation: &str) {
    let situation = Situation::named(situation).unwrap();
    sandbox.change_switches(|switches| situation.turn_on(switches));
}

async fn with_a_mail() -> (Sandbox, String) {
    let sandbox = sandbox().await;
    sandbox.put_mail(MAILBOX, MAIL);
    let token = Http::to(&sandbox).access_token(POP).await;
    (sandbox, sasl::xoauth2(MAILBOX, &SecretString::from(token)).to_string())
}

/// A whole session through STLS that fetches and deletes the first mail; the line at which it did
/// not go on, or the last one.
async fn whole_session(sandbox: &Sandbox, token_line: &str) -> String {
    let mut client = Dialogue::with(sandbox.pop3_stls_addr()).await;
    let greeting = client.hear().await;
    if !greeting.starts_with("+OK") {
        return greeting;
    }
    if let Err(line) = walk(&mut client, &["CAPA", "STLS"]).await {
        return line;
    }
    let mut client = client.begin_tls(sandbox).await;
    let script =
        ["CAPA", "AUTH XOAUTH2", token_line, "STAT", "LIST", "UIDL", "TOP 1 0", "RETR 1", "DELE 1"];
    if let Err(line) = walk(&mut client, &script).await {
        return line;
    }
    client.say("QUIT").await;
    client.hear().await
}

/// Says line after line as long as each is answered well; `Err` is the line that was not.
async fn walk<S>(client: &mut Dialogue<S>, script: &[&str]) -> Result<(), String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    for said in script {
        client.say(said).await;
        let mut line = client.hear().await;
        if !line.starts_with('+') {
            return Err(line);
        }
        let verb = said.split(' ').next().unwrap_or_default();
        let lists = ["CAPA", "LIST", "UIDL", "TOP", "RETR"].contains(&verb);
        while lists && line != ".\r\n" {
            line = client.hear().await;
            if line.is_empty() {
                return Err(line);
            }
        }
    }
    Ok(())
}

/// How many mails are left when the session ends at this moment.
fn left(moment: Pop3Moment) -> usize {
    usize::from(moment != Pop3Moment::Deleted)
}

#[tokio::test]
async fn the_connection_drops_at_each_moment_and_only_the_last_one_loses_the_mail() {
    for does in [Pop3Does::Close, Pop3Does::Reset] {
        for moment in Pop3Moment::ALL {
            let (sandbox, token) = with_a_mail().await;
            fail(&sandbox, moment, does.clone());
            assert_eq!(whole_session(&sandbox, &token).await, "", "at {moment:?}");
            assert_eq!(sandbox.mailbox(MAILBOX).len(), left(moment), "at {moment:?}");
            assert_eq!(sandbox.strikes(), 1, "at {moment:?}");
        }
    }
}

#[tokio::test]
async fn an_err_or_nonsense_at_each_moment_is_heard_word_for_word() {
    let table = [
        (Pop3Does::answer("[SYS/TEMP] Not now."), "-ERR [SYS/TEMP] Not now.\r\n"),
        (
            Pop3Does::answer_and_close("Connection is closed. 10"),
            "-ERR Connection is closed. 10\r\n",
        ),
        (Pop3Does::nonsense("HTTP/1.1 400 Bad Request\r\n"), "HTTP/1.1 400 Bad Request\r\n"),
    ];
    for (does, words) in table {
        for moment in Pop3Moment::ALL {
            let (sandbox, token) = with_a_mail().await;
            fail(&sandbox, moment, does.clone());
            assert_eq!(whole_session(&sandbox, &token).await, words, "at {moment:?}");
            assert_eq!(sandbox.mailbox(MAILBOX).len(), left(moment), "at {moment:?}");
        }
    }
}

#[tokio::test]
async fn a_reply_in_pieces_or_late_at_each_moment_is_whole_in_the_end() {
    let pieces = Pop3Does::Pieces { octets: 1, milliseconds: 0 };
    for does in [pieces, Pop3Does::Wait { milliseconds: 1 }] {
        for moment in Pop3Moment::ALL {
            let (sandbox, token) = with_a_mail().await;
            fail(&sandbox, moment, does.clone());
            assert_eq!(whole_session(&sandbox, &token).await, BYE, "{does:?} at {moment:?}");
            assert_eq!((sandbox.strikes(), sandbox.mailbox(MAILBOX).len()), (1, 0), "{moment:?}");
        }
    }
}

#[tokio::test]
async fn at_each_moment_a_silent_server_says_nothing_until_it_is_stopped() {
    for does in [Pop3Does::Hang, Pop3Does::stop(3, Ending::Hang)] {
        for moment in Pop3Moment::ALL {
            let (sandbox, token) = with_a_mail().await;
            fail(&sandbox, moment, does.clone());
            let struck = async {
                while sandbox.strikes() == 0 {
                    tokio::task::yield_now().await;
                }
                sandbox.mailbox(MAILBOX).len()
            };
            tokio::select! {
                line = whole_session(&sandbox, &token) => {
                    panic!("{does:?} at {moment:?}: the client hears {line:?}")
                }
                // Whoever stops in a reply has done what the client asked for.
                mails = struck => if does == Pop3Does::Hang {
                    assert_eq!(mails, left(moment), "at {moment:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_refused_command_leaves_the_session_usable() {
    let (sandbox, _) = with_a_mail().await;
    let mut client = opened(&sandbox).await;
    let commands = [
        (Pop3Moment::CapaAfterTls, "CAPA"),
        (Pop3Moment::Stat, "STAT"),
        (Pop3Moment::List, "LIST"),
        (Pop3Moment::Uidl, "UIDL 1"),
        (Pop3Moment::Retr, "RETR 1"),
        (Pop3Moment::Top, "TOP 1 0"),
        (Pop3Moment::Dele, "DELE 1"),
        (Pop3Moment::Quit, "QUIT"),
    ];
    for (moment, command) in commands {
        fail(&sandbox, moment, Pop3Does::answer("[SYS/TEMP] Not now."));
        client.say(command).await;
        assert_eq!(client.hear().await, "-ERR [SYS/TEMP] Not now.\r\n", "{command}");
    }
    client.say("QUIT").await;
    assert_eq!(client.hear().await, BYE);
    assert_eq!(sandbox.mailbox(MAILBOX).len(), 1, "DELE was refused");
}

#[tokio::test]
async fn a_refused_log_in_can_be_tried_again() {
    let sandbox = sandbox().await;
    let token = Http::to(&sandbox).access_token(POP).await;
    let mut client = connected(&sandbox).await;
    let table = [
        ("pop3-off-for-mailbox", "-ERR Authentication failure: unknown user name or bad password."),
        ("pop3-in-use", "-ERR [IN-USE] Do you have another POP session running?"),
        ("pop3-login-delay", "-ERR [LOGIN-DELAY] minimum time between mail checks violation"),
        ("pop3-sys-temp", "-ERR [SYS/TEMP] The mailbox cannot be opened now."),
        ("pop3-sys-perm", "-ERR [SYS/PERM] The mailbox cannot be opened."),
    ];
    for (situation, words) in table {
        turn_on(&sandbox, situation);
        assert_eq!(log_in(&mut client, token.clone()).await, format!("{words}\r\n"));
        sandbox.set_switches(Switches::default());
    }
    assert!(log_in(&mut client, token).await.starts_with("+OK"));
}

/// What a client gets of `RETR 1` up to the end of the connection, without the line of `+OK`.
async fn retrieved_until_end(sandbox: &Sandbox) -> Vec<u8> {
    let mut client = opened(sandbox).await;
    client.say("RETR 1").await;
    assert!(client.hear().await.starts_with("+OK"));
    client.rest().await
}

#[tokio::test]
async fn a_mail_is_broken_off_at_the_octet_that_was_chosen() {
    let (sandbox, _) = with_a_mail().await;
    let large = sandbox.put_mail(MAILBOX, "x".repeat(98) + "\r\n" + &"y".repeat(200_000));
    let whole = MAIL.len() as u64;
    for after in [0, 1, 50, whole - 1, whole, whole + 1000] {
        fail(&sandbox, Pop3Moment::Retr, Pop3Does::stop(after, Ending::Close));
        let read = retrieved_until_end(&sandbox).await;
        let expected = usize::try_from(after.min(whole)).unwrap();
        assert_eq!(read, &MAIL.as_bytes()[..expected], "after {after}: its dot never comes");
    }
    let of_large = Fault::always(Pop3Moment::Retr, Pop3Does::stop(150_000, Ending::Reset))
        .only(&large.to_string());
    sandbox.change_switches(|switches| switches.pop3_faults.push(of_large));
    let mut client = opened(&sandbox).await;
    let small = list(&mut client, "RETR 1").await;
    assert!(small.ends_with("The text of the fax.\r\n.\r\n"), "only the other mail is meant");
    client.say("RETR 2").await;
    client.hear().await;
    assert!(client.rest().await.len() <= 150_000);
    assert_eq!(sandbox.pop3_load(MAILBOX).retrieved, 1);
}

#[tokio::test]
async fn a_mail_that_is_cut_short_looks_whole_and_the_session_goes_on() {
    let (sandbox, _) = with_a_mail().await;
    fail(&sandbox, Pop3Moment::Retr, Pop3Does::stop(30, Ending::Dot));
    let mut client = opened(&sandbox).await;
    let read = list(&mut client, "RETR 1").await;
    let body = read.split_once("\r\n").unwrap().1;
    assert_eq!(body, format!("{}\r\n.\r\n", &MAIL[..30]));
    let read = list(&mut client, "RETR 1").await;
    assert_eq!(read.split_once("\r\n").unwrap().1, format!("{MAIL}.\r\n"));
}

#[tokio::test]
async fn one_line_of_a_reply_is_as_long_as_was_wanted() {
    let (sandbox, _) = with_a_mail().await;
    let mut client = opened(&sandbox).await;
    let long = Pop3Does::LongLine { octets: 100_000 };
    fail(&sandbox, Pop3Moment::Stat, long.clone());
    client.say("STAT").await;
    let line = client.hear().await;
    assert_eq!(line.len(), 100_000);
    assert!(line.starts_with(&format!("+OK 1 {}xxx", MAIL.len())), "{}", &line[..20]);
    fail(&sandbox, Pop3Moment::Uidl, Pop3Does::LongLine { octets: 120 });
    let names = list(&mut client, "UIDL").await;
    let lengths: Vec<usize> = names.split_inclusive('\n').map(str::len).collect();
    assert_eq!(lengths[1..], [120, 3]);
    fail(&sandbox, Pop3Moment::Retr, long);
    let read = list(&mut client, "RETR 1").await;
    assert_eq!(read.len(), 100_000 + MAIL.len() + 3);
}

#[tokio::test]
async fn what_capa_does_not_list_is_refused() {
    let (sandbox, token) = with_a_mail().await;
    turn_on(&sandbox, "pop3-no-stls");
    let mut client = Dialogue::with(sandbox.pop3_stls_addr()).await;
    client.hear().await;
    assert_eq!(list(&mut client, "CAPA").await, "+OK\r\nTOP\r\nUIDL\r\n.\r\n");
    client.say("STLS").await;
    assert_eq!(client.hear().await, "-ERR Protocol error. 14\r\n");

    let unlisted = Pop3Does::unlist(&["XOAUTH2", "UIDL"]);
    fail(&sandbox, Pop3Moment::CapaAfterTls, unlisted);
    let mut client = connected(&sandbox).await;
    let listed = list(&mut client, "CAPA").await;
    assert_eq!(listed, "+OK\r\nTOP\r\nSASL PLAIN\r\nUSER\r\n.\r\n");
    for command in ["AUTH XOAUTH2", "UIDL", &*format!("AUTH XOAUTH2 {token}")] {
        client.say(command).await;
        assert_eq!(client.hear().await, "-ERR Protocol error. 14\r\n", "{command}");
    }

    turn_on(&sandbox, "pop3-no-capa");
    let mut client = connected(&sandbox).await;
    client.say("CAPA").await;
    assert_eq!(client.hear().await, "-ERR Protocol error. 14\r\n");
}

#[tokio::test]
async fn a_fault_strikes_one_mailbox_one_connection_or_by_chance() {
    let (sandbox, token) = with_a_mail().await;
    let busy = Pop3Fault::always(Pop3Moment::Stat, Pop3Does::answer("Busy"));
    let of_one_mailbox = |who: &str| vec![busy.clone().of_mailbox(who)];
    let next = sandbox.pop3_connections() + 1;
    let on_connection = |number| vec![busy.clone().on_connection(number)];
    let table = [
        ("the boss's inbox alone", of_one_mailbox("boss@*"), "+OK"),
        ("this mailbox", of_one_mailbox("scans@*"), "-ERR"),
        ("the third connection", on_connection(next + 2), "-ERR"),
        ("a later connection", on_connection(next + 100), "+OK"),
        ("never", vec![busy.clone().per_mille(0)], "+OK"),
        ("certainly", vec![busy.clone().per_mille(1000)], "-ERR"),
    ];
    for (what, faults, status) in table {
        sandbox.put_mail(MAILBOX, MAIL);
        sandbox.change_switches(|switches| switches.pop3_faults = faults);
        assert!(whole_session(&sandbox, &token).await.starts_with(status), "{what}");
    }
    assert_eq!(sandbox.pop3_connections(), next + 5);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_run() {
    let run = async |seed: u64| {
        let sandbox = Sandbox::start(Options { seed, ..Options::default() }).await.unwrap();
        let token = SecretString::from(Http::to(&sandbox).access_token(POP).await);
        let token = sasl::xoauth2(MAILBOX, &token).to_string();
        let busy = Pop3Does::answer("[SYS/TEMP] Not now.");
        let faults = Pop3Moment::ALL.map(|at| Fault::always(at, busy.clone()).per_mille(60));
        sandbox.change_switches(|switches| switches.pop3_faults = faults.to_vec());
        let mut ends = Vec::new();
        for _ in 0..12 {
            sandbox.put_mail(MAILBOX, MAIL);
            ends.push((whole_session(&sandbox, &token).await, sandbox.mailbox(MAILBOX).len()));
        }
        ends
    };
    let once = run(3).await;
    assert_eq!(once, run(3).await);
    assert_ne!(once, run(4).await);
    let replies: Vec<&str> = once.iter().map(|(reply, _)| &reply[..3]).collect();
    assert!(replies.contains(&"-ER") && replies.contains(&"+OK"), "{replies:?}");
}

#[tokio::test]
async fn a_reset_is_one_and_a_close_is_none() {
    for (does, error) in [(Pop3Does::Reset, true), (Pop3Does::Close, false)] {
        let sandbox = sandbox().await;
        fail(&sandbox, Pop3Moment::Greeting, does);
        let mut socket = TcpStream::connect(sandbox.pop3_stls_addr()).await.unwrap();
        let end = socket.read(&mut [0; 1]).await;
        assert_eq!(end.is_err(), error, "{end:?}");
    }
}
