//! The gateway is told to stop.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use rustix::process::Signal;

use crate::stage::Data;

/// The grace of five seconds, and what the rest of the way out may need on a busy machine.
const LONGEST_STOP: Duration = Duration::from_secs(9);

#[test]
fn a_gateway_that_is_told_to_stop_ends_with_0() {
    for signal in [Signal::INT, Signal::TERM] {
        let data = Data::new();
        let (serving, _) = data.serve();
        serving.signal(signal);
        serving.end_within(LONGEST_STOP).succeeded();
        assert!(!data.path.join("control.sock").exists());
    }
}

#[test]
fn a_device_in_the_middle_of_a_mail_holds_the_stop_up_for_some_seconds_only() {
    let data = Data::new();
    let (serving, smtp) = data.serve();
    data.add_account("scans").succeeded();
    data.run(&["device", "add", "copier", "--range", "127.0.0.0/8"]).succeeded();

    let device = TcpStream::connect(smtp).expect("it listens");
    let mut replies = BufReader::new(device.try_clone().expect("a second handle")).lines();
    let mut expect = |code: &str| {
        let reply = replies.next().expect("a reply").expect("it can be read");
        assert!(reply.starts_with(code), "{reply}");
    };
    expect("220");
    for (order, code) in [
        ("HELO copier", "250"),
        ("MAIL FROM:<scans@contoso.example>", "250"),
        ("RCPT TO:<anna@contoso.example>", "250"),
        ("DATA", "354"),
    ] {
        write!(&device, "{order}\r\n").expect("it reads");
        expect(code);
    }
    write!(&device, "Subject: half a scan\r\n").expect("it reads");

    serving.signal(Signal::TERM);
    serving.end_within(LONGEST_STOP).succeeded();
    let jobs = data.run(&["job", "list", "--json"]).succeeded().json();
    assert_eq!(jobs.as_array().map(Vec::len), Some(0), "half a mail is none: {jobs}");
}
