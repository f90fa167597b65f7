//! What Entra's AADSTS numbers mean: the one table, taken from provider facts 1.8, 1.9 and 2.
//!
//! A row is a meaning; its fault says who must act (wait, sign in again, change the tenant, mend a
//! setting) and what the person reads. Several numbers share a row where the advice is the same. A
//! number that is in no row leaves the matter to the word that it came with ([`super::refusal`]).

use crate::fault::Code;

/// What a number means, if it is known.
pub(super) fn meaning(number: u32) -> Option<Code> {
    NUMBERS.iter().find(|(_, numbers)| numbers.contains(&number)).map(|(code, _)| *code)
}

/// The numbers that lead to a cause.
pub fn leading_to(code: Code) -> &'static [u32] {
    NUMBERS.iter().find(|(means, _)| *means == code).map_or(&[], |(_, numbers)| numbers)
}

const NUMBERS: &[(Code, &[u32])] = &[
    // Wait: the service is busy, or its link to the site's own directory is. 70016 is "pending",
    // which has a word of its own; 50196 is "you ask too often".
    (
        Code::SignInBusy,
        &[
            50033, 50087, 50088, 50196, 70012, 70016, 90006, 90012, 90024, 90033, 90036, 90055,
            90090,
        ],
    ),
    (Code::DirectoryUnreachable, &[80001, 80002, 80005, 80007, 80014]),
    // Sign in again: the grant has ended.
    (Code::GrantRevoked, &[50085, 50089, 50132, 50133, 50173, 70000]),
    (Code::GrantIdle, &[70008, 700_082]),
    (Code::GrantTooOld, &[70043]),
    (Code::GrantOfWebPage, &[700_084]),
    // Sign in again: the person has to do something else this time.
    (Code::PasswordExpired, &[50055, 50144]),
    (Code::PasswordWrong, &[50126]),
    (Code::MfaNeeded, &[50074, 50076, 50078, 50158]),
    (Code::MfaSetUpNeeded, &[50072, 50079]),
    (Code::ConfirmationNeeded, &[50199]),
    (Code::SignInDeclined, &[65004]),
    (Code::CodeExpired, &[70019, 70020]),
    (Code::StartAgain, &[50134, 50148, 54005, 70018, 90119, 90120, 501_481, 7_000_014]),
    // The tenant's administrator changes something for the user.
    (Code::UserUnknown, &[50034, 51004]),
    (Code::UserLocked, &[50053]),
    (Code::UserDisabled, &[50057]),
    (Code::UserNotAssigned, &[50105]),
    (Code::RiskBlocked, &[53004, 53011, 530_032]),
    (Code::MfaSetUpBlocked, &[53010]),
    (Code::PartnerBlocked, &[530_034]),
    // ... or a policy,
    (Code::SecurityDefaults, &[530_035]),
    (Code::PolicyBlocked, &[50131, 50155, 53003]),
    (Code::DeviceNotManaged, &[50097, 53000, 53001, 53002, 530_033, 700_003]),
    (Code::GrantOfDeviceCode, &[530_036]),
    (Code::DirectoryClockWrong, &[80013]),
    // ... or something of the app.
    (Code::ConsentNeeded, &[65001]),
    (Code::AdminConsentNeeded, &[90094]),
    (Code::ConsentRequested, &[90095]),
    (Code::AppDisabled, &[70001, 7_000_112]),
    (Code::PublicClientOff, &[7_000_218]),
    // A setting of scanpost or the app's registration does not fit.
    (Code::AppUnknown, &[700_011, 700_016]),
    (Code::AppAudience, &[9_002_332]),
    (Code::AccountNotAllowed, &[50020, 90072, 500_208]),
    (Code::TenantMissing, &[50058, 50059, 50194, 90133]),
    (Code::TenantUnknown, &[90002, 90038]),
    (Code::ScopeRefused, &[70011, 700_022, 1_002_012]),
    (Code::PermissionsMissing, &[65005, 500_011, 650_052, 650_056, 650_057]),
    (Code::WayRefused, &[70002, 70003]),
    (Code::RedirectRefused, &[50011, 500_112]),
    (Code::SecretUnwanted, &[700_025]),
    (Code::SecretWrong, &[7_000_215]),
    (Code::SecretExpired, &[7_000_222]),
    (Code::CertificateRefused, &[50027, 700_021, 700_023, 700_027]),
    (Code::ClockWrong, &[700_024]),
    (Code::RequestMalformed, &[90014, 700_054, 900_144, 9_002_313, 9_002_325]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Class;

    /// Provider facts 2, number by number, with the classes that they give: T transient, R sign in
    /// again, A the tenant's administrator, D our settings.
    const FACTS: &[(&[u32], &str)] = &[
        (&[50034], "AD"),
        (&[50020, 500_208, 90072], "D"),
        (&[50053], "A"),
        (&[50055], "R"),
        (&[50057], "A"),
        (&[50058, 50059], "D"),
        (&[50072, 50079], "R"),
        (&[50074, 50076], "R"),
        (&[50078], "R"),
        (&[50085, 50089, 70000], "R"),
        (&[50097, 530_033], "A"),
        (&[50105], "A"),
        (&[50126], "R"),
        (&[50131, 50155], "A"),
        (&[50132, 50133, 50173], "R"),
        (&[50134], "R"),
        (&[50144], "R"),
        (&[50158], "RA"),
        (&[50194], "D"),
        (&[50196], "T"), // there "D: back off minutes"; backing off is all that we can do
        (&[50199], "R"),
        (&[500_011], "AD"),
        (&[51004], "A"),
        (&[53000, 53001, 53002], "A"),
        (&[53003], "A"),
        (&[53004, 53011, 530_032], "A"),
        (&[53010], "A"),
        (&[530_034], "A"),
        (&[530_035], "A"),
        (&[530_036], "A"),
        (&[54005], "R"),
        (&[65001], "AR"),
        (&[65004], "R"),
        (&[65005, 650_052, 650_056, 650_057], "DA"),
        (&[70001, 7_000_112], "A"),
        (&[70002, 70003], "D"),
        (&[70008], "R"),
        (&[70011], "D"),
        (&[70012], "T"),
        (&[70016], "T"), // there "keep polling"
        (&[70018, 7_000_014], "R"),
        (&[70019, 70020], "R"),
        (&[70043], "RA"),
        (&[700_003], "A"),
        (&[700_011, 700_016], "DA"),
        (&[700_022], "D"),
        (&[700_025], "D"),
        (&[700_082], "R"),
        (&[700_084], "RD"),
        (&[7_000_215], "D"),
        (&[7_000_218], "A"),
        (&[7_000_222], "DA"),
        (&[80001, 80002, 80005, 80007, 80014], "TA"),
        (&[80013], "A"),
        (&[90002], "D"),
        (&[90014, 900_144], "D"),
        (&[90024, 90033, 50033, 50087, 50088, 90006, 90012, 90090], "T"),
        (&[90036, 90055], "T"),
        (&[90038], "D"),
        (&[90094], "A"),
        (&[90095], "A"),
        (&[90119, 90120], "R"),
        (&[9_002_313], "D"),
        (&[9_002_332], "D"),
        (&[90133], "D"),
    ];

    #[test]
    fn every_number_of_the_facts_has_its_row_and_its_class() {
        for (numbers, classes) in FACTS {
            for number in *numbers {
                let code = meaning(*number).unwrap_or_else(|| panic!("{number} has no row"));
                let class = match code.class() {
                    Class::RetryLater => 'T',
                    Class::HoldForSignIn => 'R',
                    Class::HoldForTenant => 'A',
                    Class::HoldForSettings => 'D',
                    class => panic!("{number} is {class:?}: no mail and no limit is at fault"),
                };
                assert!(classes.contains(class), "{number} is {class}, the facts say {classes}");
            }
        }
    }

    #[test]
    fn no_number_has_two_meanings() {
        let mut all: Vec<u32> = NUMBERS.iter().flat_map(|(_, numbers)| *numbers).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn each_meaning_has_one_row() {
        for (code, numbers) in NUMBERS {
            assert_eq!(leading_to(*code), *numbers, "{code} has two rows");
        }
    }

    #[test]
    fn what_is_told_apart_for_a_person_has_rows_of_its_own() {
        let different = [
            50057, 50055, 50076, 530_035, 53003, 530_036, 7_000_218, 90094, 65001, 70001, 90002,
            700_016, 7_000_215, 7_000_222, 700_024, 700_082, 50173,
        ];
        let mut codes: Vec<_> = different.iter().map(|n| meaning(*n).expect("a row")).collect();
        codes.dedup();
        assert_eq!(codes.len(), different.len());
    }
}
