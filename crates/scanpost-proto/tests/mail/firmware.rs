//! What the makes of printers and the programs of servers write, in the style of each: the whole
//! mail before, the whole mail behind.
//!
//! Every mail begins with the Received line of the relay, as those in the spool do.

use scanpost_proto::mail::{Mended, Plan};

use crate::plans::{account, keep, mended};

const RECEIVED: &str = "Received: from mfp ([192.0.2.7])\r\n\tby scanpost.local with ESMTP id 7f3a;\r\n\tSat, 21 Nov 2026 09:15:00 +0000\r\n";

#[track_caller]
fn becomes(mail: &str, plan: &Plan, expected: &str, mends: &[Mended]) {
    let mail = format!("{RECEIVED}{mail}");
    let (out, done) = mended(mail.as_bytes(), plan);
    assert_eq!(String::from_utf8_lossy(&out), format!("{RECEIVED}{expected}"));
    assert_eq!(done, mends);
    assert_eq!(mended(&out, plan).0, out, "mended once is mended");
}

fn was(address: &str) -> Mended {
    Mended::FromReplaced { was: address.to_owned() }
}

#[test]
fn a_ricoh_names_the_sender_twice_and_gives_no_message_id() {
    becomes(
        "Date: Sat, 21 Nov 2026 10:15:00 +0100\r\n\
         From: ricoh@office.example <ricoh@office.example>\r\n\
         To: anna@contoso.example <anna@contoso.example>\r\n\
         Subject: Message from \"RNP58387912AB34\"\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"RICOH_9D\"\r\n\
         \r\n--RICOH_9D--\r\n",
        &account(),
        "Date: Sat, 21 Nov 2026 10:15:00 +0100\r\n\
         From: \"ricoh@office.example\" <scan@contoso.example>\r\n\
         Reply-To: \"ricoh@office.example\" <ricoh@office.example>\r\n\
         To: \"anna@contoso.example\" <anna@contoso.example>\r\n\
         Subject: Message from \"RNP58387912AB34\"\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"RICOH_9D\"\r\n\
         Message-ID: <0199aa64@scanpost.local>\r\n\
         \r\n--RICOH_9D--\r\n",
        &[
            Mended::AddressesWritten { field: "To" },
            was("ricoh@office.example"),
            Mended::ReplyToAdded,
            Mended::MessageIdAdded,
        ],
    );
}

#[test]
fn a_canon_has_a_comma_in_its_name_and_a_clock_without_a_zone() {
    becomes(
        "From: iR-ADV, 2nd floor <canon@contoso.example>\r\n\
         To: <anna@contoso.example>\r\n\
         Subject: Attached Image\r\n\
         Date: Sat, 21 Nov 2026 10:15:00\r\n\
         Message-Id: <20261121101500.3C@canon.office.example>\r\n\
         X-Mailer: CANON iR-ADV C5535\r\n\r\nscan\r\n",
        &keep(),
        "From: \"iR-ADV, 2nd floor\" <canon@contoso.example>\r\n\
         To: <anna@contoso.example>\r\n\
         Subject: Attached Image\r\n\
         Date: Sat, 21 Nov 2026 09:15:00 +0000\r\n\
         Message-Id: <20261121101500.3C@canon.office.example>\r\n\
         X-Mailer: CANON iR-ADV C5535\r\n\r\nscan\r\n",
        &[
            Mended::AddressesWritten { field: "From" },
            Mended::DateReplaced { was: "Sat, 21 Nov 2026 10:15:00".to_owned() },
        ],
    );
}

#[test]
fn an_hp_writes_one_to_for_each_recipient() {
    becomes(
        "MIME-Version: 1.0\r\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\r\n\
         From: \"HP LaserJet\" <hp@contoso.example>\r\n\
         To: anna@contoso.example\r\n\
         To: Bo <bo@contoso.example>\r\n\
         Cc: \r\n\
         Subject: Scanned from a HP Digital Sending Device\r\n\
         Message-ID: <8C2B.1@hp>\r\n\r\nscan\r\n",
        &keep(),
        "MIME-Version: 1.0\r\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\r\n\
         From: \"HP LaserJet\" <hp@contoso.example>\r\n\
         To: anna@contoso.example,\r\n Bo <bo@contoso.example>\r\n\
         Subject: Scanned from a HP Digital Sending Device\r\n\
         Message-ID: <8C2B.1@hp>\r\n\r\nscan\r\n",
        &[Mended::RepeatedJoined { field: "To" }, Mended::EmptyDropped { field: "Cc" }],
    );
}

#[test]
fn a_brother_ends_its_lines_with_lf() {
    becomes(
        "From: brother@office.example\nTo: anna@contoso.example\nSubject: Scan\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\nMIME-Version: 1.0\n\
         Content-Type: text/plain\n\nline 1\n\n.line 2\n",
        &account(),
        "From: scan@contoso.example\r\nReply-To: brother@office.example\r\n\
         To: anna@contoso.example\r\nSubject: Scan\r\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain\r\nMessage-ID: <0199aa64@scanpost.local>\r\n\r\n\
         line 1\r\n\r\n.line 2\r\n",
        &[
            Mended::LineEnds,
            was("brother@office.example"),
            Mended::ReplyToAdded,
            Mended::MessageIdAdded,
        ],
    );
}

#[test]
fn a_kyocera_leaves_the_brackets_out() {
    becomes(
        "From: Kyocera TASKalfa kyocera@office.example\r\n\
         To: Anna Berg anna@contoso.example\r\n\
         Subject: Scan\r\n\
         Date: 21 Nov 26 10:15 GMT\r\n\
         Message-ID: 20261121.101500.00C0EE@kyocera\r\n\r\nscan\r\n",
        &account(),
        "From: Kyocera TASKalfa <scan@contoso.example>\r\n\
         Reply-To: Kyocera TASKalfa <kyocera@office.example>\r\n\
         To: Anna Berg <anna@contoso.example>\r\n\
         Subject: Scan\r\n\
         Date: 21 Nov 26 10:15 GMT\r\n\
         Message-ID: <20261121.101500.00C0EE@kyocera>\r\n\r\nscan\r\n",
        &[
            Mended::AddressesWritten { field: "To" },
            was("kyocera@office.example"),
            Mended::ReplyToAdded,
            Mended::MessageIdBracketed,
        ],
    );
}

#[test]
fn a_xerox_names_nobody_in_from_and_to() {
    becomes(
        "From:\r\nTo:\r\nSubject: Scan from a Xerox WorkCentre\r\n\r\nscan\r\n",
        &account(),
        "From: scan@contoso.example\r\nTo: undisclosed-recipients:;\r\n\
         Subject: Scan from a Xerox WorkCentre\r\n\
         Date: Sat, 21 Nov 2026 09:15:00 +0000\r\n\
         Message-ID: <0199aa64@scanpost.local>\r\n\r\nscan\r\n",
        &[Mended::FromAdded, Mended::ToAdded, Mended::DateAdded, Mended::MessageIdAdded],
    );
}

#[test]
fn an_epson_has_a_name_and_no_address() {
    becomes(
        "From: \"EPSON WF-C5790 Series\"\r\nTo: anna@contoso.example\r\n\
         Subject: =?UTF-8?B?U2Nhbg==?=\r\nDate: 2026-11-21 10:15:00\r\n\r\nscan\r\n",
        &keep(),
        "From: EPSON WF-C5790 Series <scan@contoso.example>\r\nTo: anna@contoso.example\r\n\
         Subject: =?UTF-8?B?U2Nhbg==?=\r\nDate: Sat, 21 Nov 2026 09:15:00 +0000\r\n\
         Message-ID: <0199aa64@scanpost.local>\r\n\r\nscan\r\n",
        &[
            was("\"EPSON WF-C5790 Series\""),
            Mended::DateReplaced { was: "2026-11-21 10:15:00".to_owned() },
            Mended::MessageIdAdded,
        ],
    );
}

#[test]
fn a_sharp_forgets_the_empty_line_and_doubles_its_crs() {
    becomes(
        "From: sharp@office.example\r\r\nTo: anna@contoso.example\r\r\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\r\r\nMessage-ID: <1@sharp>\r\r\nYour scan.\r\r\n",
        &account(),
        "From: scan@contoso.example\r\nReply-To: sharp@office.example\r\n\
         To: anna@contoso.example\r\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\r\nMessage-ID: <1@sharp>\r\n\r\nYour scan.\r\n",
        &[Mended::LineEnds, was("sharp@office.example"), Mended::ReplyToAdded, Mended::HeaderEnded],
    );
}

#[test]
fn a_toshiba_names_a_sender_of_its_own() {
    becomes(
        "From: \"MFP-07\" <SCAN@Contoso.example>\r\n\
         Sender: mfp07@toshiba.local\r\n\
         Reply-To: <helpdesk@contoso.example>\r\n\
         To: anna@contoso.example\r\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\r\nMessage-ID: <1@toshiba>\r\n\r\nscan\r\n",
        &account(),
        "From: \"MFP-07\" <SCAN@Contoso.example>\r\n\
         Reply-To: <helpdesk@contoso.example>\r\n\
         To: anna@contoso.example\r\n\
         Date: Sat, 21 Nov 2026 10:15:00 +0100\r\nMessage-ID: <1@toshiba>\r\n\r\nscan\r\n",
        &[Mended::SenderDropped { was: "mfp07@toshiba.local".to_owned() }],
    );
}

#[test]
fn what_outlook_writes_passes_untouched() {
    let mail = "From: \"Berg, Anna\" <anna@contoso.example>\r\n\
        To: \"'Bo Ek'\" <bo@contoso.example>,\r\n\t\"Office (2nd floor)\" <office@contoso.example>\r\n\
        Cc: <c@contoso.example>\r\n\
        References: <a@b> <c@d>\r\nIn-Reply-To: <c@d>\r\n\
        Subject: =?iso-8859-1?Q?M=F6te?=\r\n\
        Date: Sat, 21 Nov 2026 10:15:00 +0100\r\n\
        Message-ID: <000001dc5a8f$2b1c6c50$815544f0$@contoso.example>\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative;\r\n\tboundary=\"----=_NextPart_000_0001\"\r\n\
        X-Mailer: Microsoft Outlook 16.0\r\nThread-Index: AdpajysbHGxQgVVE8A==\r\n\
        Content-Language: sv\r\n\r\nThis is a multipart message in MIME format.\r\n\r\n";
    becomes(mail, &keep(), mail, &[]);
}

#[test]
fn what_msmtp_passes_on_from_a_script_gets_what_is_missing() {
    becomes(
        "From: root@nas (Cron Daemon)\nTo: root\nSubject: Cron <root@nas> backup\n\n\
         done\n",
        &account(),
        "From: scan@contoso.example (Cron Daemon)\r\nReply-To: root@nas (Cron Daemon)\r\n\
         To: root\r\nSubject: Cron <root@nas> backup\r\n\
         Date: Sat, 21 Nov 2026 09:15:00 +0000\r\n\
         Message-ID: <0199aa64@scanpost.local>\r\n\r\ndone\r\n",
        &[
            Mended::LineEnds,
            was("root@nas"),
            Mended::ReplyToAdded,
            Mended::DateAdded,
            Mended::MessageIdAdded,
        ],
    );
}

#[test]
fn what_python_writes_without_a_header_is_a_text() {
    becomes(
        "The backup failed: no space left\nSee /var/log/backup\n",
        &account(),
        "From: scan@contoso.example\r\nTo: undisclosed-recipients:;\r\n\
         Date: Sat, 21 Nov 2026 09:15:00 +0000\r\n\
         Message-ID: <0199aa64@scanpost.local>\r\n\r\n\
         The backup failed: no space left\r\nSee /var/log/backup\r\n",
        &[
            Mended::FromAdded,
            Mended::ToAdded,
            Mended::DateAdded,
            Mended::MessageIdAdded,
            Mended::HeaderEnded,
            Mended::LineEnds,
        ],
    );
}
