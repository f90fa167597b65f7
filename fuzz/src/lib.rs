//! What must hold for any octets, one module for each parser: `run(input)` panics where it does not.
//!
//! The fuzzer calls `run` with inputs that it makes up (`fuzz_targets/`), the test below with the
//! seeds. Most inputs begin with a line for the driver, see [`script`].
//!
//! - [`mail_repair`]: a mail as a device wrote it
//! - [`mail_report`]: a mail that a machine wrote about a mail
//! - [`smtp_server`]: what a device says, in any reads, to a driver of any mind
//! - [`smtp_client`]: what a provider says, also out of turn
//! - [`smtp_replies`]: one reply of a provider
//! - [`smtp_text`]: a mail's octets from our client to our server
//! - [`pop3_client`]: what a provider says from whose mailbox mail is fetched
//! - [`pop3_server`]: what a device says that fetches mail
//! - [`fax_mail`]: a mail to a fax mailbox
//! - [`fax_tiff`]: a TIFF that came by fax
//! - [`sasl`]: answers that show a password or a token
//! - [`oauth_answers`]: what an authorization server says
//! - [`oauth_redirect`]: what a browser comes back with
//! - [`provider_file`]: a provider that an administrator wrote
//! - [`sealed_grant`]: what lies in the token store

pub mod fax_mail;
pub mod fax_tiff;
pub mod mail_repair;
pub mod mail_report;
pub mod oauth_answers;
pub mod oauth_redirect;
pub mod pop3_client;
pub mod pop3_server;
pub mod provider_file;
pub mod sasl;
pub mod script;
pub mod sealed_grant;
pub mod smtp_client;
pub mod smtp_replies;
pub mod smtp_server;
pub mod smtp_text;
mod token;
mod wire;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    type Target = (&'static str, fn(&[u8]));

    const TARGETS: [Target; 15] = [
        ("fax_mail", super::fax_mail::run),
        ("fax_tiff", super::fax_tiff::run),
        ("mail_repair", super::mail_repair::run),
        ("mail_report", super::mail_report::run),
        ("oauth_answers", super::oauth_answers::run),
        ("oauth_redirect", super::oauth_redirect::run),
        ("pop3_client", super::pop3_client::run),
        ("pop3_server", super::pop3_server::run),
        ("provider_file", super::provider_file::run),
        ("sasl", super::sasl::run),
        ("sealed_grant", super::sealed_grant::run),
        ("smtp_client", super::smtp_client::run),
        ("smtp_replies", super::smtp_replies::run),
        ("smtp_server", super::smtp_server::run),
        ("smtp_text", super::smtp_text::run),
    ];

    #[test]
    fn every_seed_holds() {
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
        for (target, run) in TARGETS {
            let folder = fs::read_dir(seeds.join(target)).expect("a folder of seeds");
            let files: Vec<_> = folder.map(|file| file.expect("a file").path()).collect();
            assert!(!files.is_empty(), "{target} has no seed");
            for file in files {
                println!("{}", file.display());
                run(&fs::read(file).expect("a seed"));
            }
        }
    }
}
