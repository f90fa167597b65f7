//! The mail that a person asks the doctor to send: short, in both languages, and plainly a test
//! (RFC 5322; RFC 3834 §5: machines do not answer it).

use uuid::Uuid;

use crate::clock::Time;

/// The octets of a test mail.
pub(super) fn octets(from: &str, to: &str, now: Time) -> Vec<u8> {
    let domain = from.rsplit('@').next().unwrap_or("scanpost.local");
    let id = Uuid::now_v7();
    let date = date(now);
    format!(
        "From: <{from}>\r\n\
         To: <{to}>\r\n\
         Subject: scanpost: test mail / testmejl\r\n\
         Date: {date}\r\n\
         Message-ID: <{id}@{domain}>\r\n\
         Auto-Submitted: auto-generated\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\
         \r\n\
         scanpost was asked to check everything, and sent this mail as its last step.\r\n\
         It has arrived, so scans to this address arrive too.\r\n\
         \r\n\
         scanpost ombads att kontrollera allt och skickade det h=C3=A4r mejlet sist.\r\n\
         Det har kommit fram, s=C3=A5 skanningar till adressen kommer fram.\r\n"
    )
    .into_bytes()
}

/// RFC 5322 §3.3, in UTC.
fn date(now: Time) -> String {
    let moment = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let zoned = moment.to_zoned(jiff::tz::TimeZone::UTC);
    jiff::fmt::rfc2822::to_string(&zoned).unwrap_or_else(|_| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_seven_bit_with_short_lines_and_says_what_it_is() {
        let mail = octets("scans@example.com", "anna@example.com", Time(1_795_252_500_000));
        let text = String::from_utf8(mail).expect("it is ASCII");
        assert!(text.is_ascii());
        assert!(text.lines().all(|line| line.len() <= 78), "RFC 5322 §2.1.1: {text}");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.contains("\r\nDate: Sat, 21 Nov 2026 09:15:00 +0000\r\n"), "{text}");
        assert!(text.contains("@example.com>\r\nAuto-Submitted: auto-generated\r\n"));
    }
}
