//! Faxes that come by mail, fetched from a Dovecot that asks oidc-provider about every token: over TLS from
//! the first octet and over STLS, with each of the two ways to show a token. The faxes are libtiff's; the
//! mails are Python's and of HylaFAX' form.

use std::collections::HashSet;
use std::thread;
use std::time::Duration;

use scanpost_journeys::fax::{Stage, mail_by_hylafax};
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, ProviderOptions};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::machine::Chance;
use scanpost_journeys::ports::HOST;
use scanpost_journeys::process::poll_until;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn faxes_come_over_tls_by_xoauth2() {
    faxes_come("xoauth2", false);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn faxes_come_over_stls_by_xoauth2() {
    faxes_come("xoauth2", true);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn faxes_come_over_tls_by_oauthbearer() {
    faxes_come("oauthbearer", false);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn faxes_come_over_stls_by_oauthbearer() {
    faxes_come("oauthbearer", true);
}

/// Each of them once, octet for octet, and none is left in the mailbox.
fn faxes_come(mechanism: &'static str, stls: bool) {
    let mechanisms = Some(mechanism);
    let provider =
        ForeignProvider::start_with(&ProviderOptions { mechanisms, ..ProviderOptions::default() });
    let (mails, mut documents) = faxes();
    for mail in &mails {
        provider.dovecot.put(ACCOUNT, mail);
    }
    let gateway = Gateway::start();
    if stls {
        gateway.cli().import_settings(&fetch_over_stls(provider.dovecot.pop3_port));
    }
    let gateway = gateway.made_to_receive(&provider);

    gateway.wait_for_faxes(documents.len(), LIMIT);
    wait_until_fetched(&provider);
    let (names, mut faxes): (Vec<_>, Vec<_>) = gateway.faxes().into_iter().unzip();
    faxes.sort_unstable();
    documents.sort_unstable();
    assert!(faxes == documents, "{names:?}");
    assert_eq!(provider.mailbox(ACCOUNT), Vec::<Vec<u8>>::new());

    let log_ins = provider.dovecot.pop3_log_ins(ACCOUNT);
    let (by_test, by_scanpost): (Vec<_>, Vec<_>) =
        log_ins.into_iter().partition(|log_in| log_in.starts_with("PLAIN"));
    assert_eq!(by_test.len(), 1);
    assert!(!by_scanpost.is_empty());
    for log_in in by_scanpost {
        assert!(
            log_in.starts_with(&mechanism.to_uppercase()) && log_in.contains("TLS"),
            "{log_in}"
        );
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_token_that_dovecot_takes_no_longer_is_renewed_and_the_fax_comes() {
    let mut provider = ForeignProvider::start();
    let (mails, _) = faxes();
    provider.dovecot.put(ACCOUNT, &mails[0]);
    let gateway = Gateway::start().made_to_receive(&provider);
    gateway.wait_for_faxes(1, LIMIT);
    wait_until_fetched(&provider);
    assert_eq!(provider.oidc.refreshes(ACCOUNT), 0);

    assert!(provider.oidc.expire(ACCOUNT) > 0);
    provider.dovecot.put(ACCOUNT, &mails[1]);
    poll_soon(&gateway);
    gateway.wait_for_faxes(2, LIMIT);
    wait_until_fetched(&provider);
    assert_eq!(provider.oidc.refreshes(ACCOUNT), 1);
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}

/// Whatever a cut interrupts, the mail's way into the storage, its deletion or the fax's way into the folder:
/// the next run goes on from there.
#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn thirty_power_cuts_while_faxes_come_lose_none_and_make_none_come_twice() {
    let provider = ForeignProvider::start();
    let stage = Stage::new();
    stage.tool("tiffcp", &["-c", "g4"], &["page.tif"], "fax.tif");
    let (page, mut sent) = (stage.octets("fax.tif"), HashSet::new());
    let mut fax_out = |faxes: u32| {
        for _ in 0..faxes {
            let number = u32::try_from(sent.len()).expect("few");
            let fax = [&page[..], &number.to_le_bytes()].concat();
            provider.dovecot.put(ACCOUNT, &mail_by_hylafax(&fax, number));
            sent.insert(fax);
        }
    };
    fax_out(FAXES_AT_FIRST);
    let mut gateway = Gateway::start().made_to_receive(&provider);
    let mut chance = Chance::new();
    println!("the moments come of {chance:?}");
    for cut in 0..POWER_CUTS {
        // Two of three in the midst of a poll; faxes go into the folder for longer than a poll lasts.
        let (event, within) =
            if cut % 3 == 0 { ("arrival.handed-on", 400) } else { ("arrival.taken", 40) };
        gateway.wait_for_first_event(event, LIMIT);
        // The one sleep that is meant: the moment of the cut is not to depend on anything.
        thread::sleep(Duration::from_millis(chance.below(within)));
        gateway.kill_hard();
        fax_out(FAXES_A_LIFE);
        gateway.start_again();
    }
    wait_until_fetched(&provider);
    gateway.wait_for_faxes(sent.len(), LIMIT);
    poll_soon(&gateway);
    let seen = provider.dovecot.lines_so_far();
    provider.dovecot.wait_for_log_in(seen, ACCOUNT, LIMIT);

    let faxes: Vec<_> = gateway.faxes().into_iter().map(|(_, octets)| octets).collect();
    let came: HashSet<_> = faxes.iter().cloned().collect();
    println!("{} sent, {} files, {} faxes", sent.len(), faxes.len(), came.len());
    assert!(came == sent, "lost: {}", sent.difference(&came).count());
    assert_eq!(faxes.len(), sent.len(), "some came twice");
    assert_eq!(provider.dovecot.mails_in(ACCOUNT), 0);
    let cut_in_polls = provider.dovecot.sessions_cut(ACCOUNT);
    println!("{cut_in_polls} polls were cut");
    assert!(cut_in_polls > POWER_CUTS / 8, "hardly any poll was under way");
}

/// Mails, and what is in them.
fn faxes() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let stage = Stage::new();
    stage.raw_page();
    stage.run("tiff2pdf", &["-o", "page.pdf", "page.tif"]).expect_success("tiff2pdf");
    for (name, words) in [
        ("1d.tif", &["-c", "g3:1d"][..]),
        ("2d.tif", &["-c", "g3:2d:fill"]),
        ("g4.tif", &["-c", "g4"]),
        ("big.tif", &["-B", "-c", "g4", "-r", "300"]),
    ] {
        stage.tool("tiffcp", words, &["page.tif", "page.tif"], name);
    }
    for (name, way) in [("by-g3.tif", "-7"), ("by-g4.tif", "-8")] {
        let words = ["-M", "-P", "-R", "196", way, "-o", name, "raw.g3", "raw.g3"];
        stage.run("fax2tiff", &words).expect_success("fax2tiff");
    }
    let by_python = |name: &str| match name.strip_suffix(".pdf") {
        Some(_) => stage.mail_by_python(name, "application/pdf"),
        None => stage.mail_by_python(name, "image/tiff"),
    };
    let names = ["1d.tif", "2d.tif", "g4.tif", "by-g3.tif", "by-g4.tif", "page.pdf"];
    let mut mails: Vec<_> = names.into_iter().map(by_python).collect();
    mails.push(mail_by_hylafax(&stage.octets("big.tif"), 123));
    (mails, names.into_iter().chain(["big.tif"]).map(|name| stage.octets(name)).collect())
}

/// The clear port of the same server, which must be upgraded.
fn fetch_over_stls(port: u16) -> String {
    format!(
        "schema = 1\n[mail-settings.pop]\nhost = \"{HOST}\"\nport = {port}\n\
         encryption = \"starttls\"\ninterval-minutes = 1\n"
    )
}

#[track_caller]
fn wait_until_fetched(provider: &ForeignProvider) {
    let is_empty = || provider.dovecot.mails_in(ACCOUNT) == 0;
    assert!(poll_until(LIMIT, is_empty), "{} are left", provider.dovecot.mails_in(ACCOUNT));
}

/// A mailbox is polled within seconds of its function getting an account.
fn poll_soon(gateway: &Gateway) {
    gateway.cli().receive_faxes_by(None);
    gateway.cli().receive_faxes_by(Some(ACCOUNT_NAME));
}

const POWER_CUTS: usize = 30;
const FAXES_AT_FIRST: u32 = 300;
const FAXES_A_LIFE: u32 = 60;
const LIMIT: Duration = Duration::from_mins(2);
