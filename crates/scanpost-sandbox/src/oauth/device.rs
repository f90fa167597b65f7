//! Device codes: asked for by a client, decided by a person, redeemed once (RFC 8628).
//!
//! ```text
//!  Asked --approve--> Approved --redeem--> Redeemed
//!    \---decline--> Declined        each may expire before it is redeemed
//! ```

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;

use super::{refusal::Refusal, scope::Scope};
use crate::chance;

/// More codes than this are not remembered: the oldest goes first.
const CODES_LIMIT: usize = 1000;

/// RFC 8628 §3.5: `slow_down` adds five seconds for this and all later polls.
const SLOW_DOWN: Duration = Duration::from_secs(5);

#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "device_code and user_code are RFC 8628's names")]
pub(crate) struct DeviceCode {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
    pub(crate) client: String,
    pub(crate) scope: Scope,
    pub(crate) expires_at: Timestamp,
    tenant: String,
    interval: Duration,
    polled_at: Option<Timestamp>,
    decision: Decision,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Decision {
    Asked,
    Approved {
        mailbox: String,
        mfa: bool,
    },
    /// Policies let the person pass, and the poll is told of them.
    Blocked(Refusal),
    Declined,
    Redeemed,
}

/// What a poll finds.
#[derive(Debug)]
pub(crate) struct Approved {
    pub(crate) mailbox: String,
    pub(crate) mfa: bool,
    pub(crate) client: String,
    pub(crate) scope: Scope,
}

#[derive(Debug, Default)]
pub(crate) struct DeviceCodes(VecDeque<DeviceCode>);

impl DeviceCodes {
    pub(crate) fn ask(
        &mut self,
        tenant: &str,
        client: &str,
        scope: Scope,
        interval: Duration,
        expires_at: Timestamp,
    ) -> &DeviceCode {
        if self.0.len() >= CODES_LIMIT {
            self.0.pop_front();
        }
        self.0.push_back(DeviceCode {
            device_code: format!("D{}", chance::secret(120)),
            user_code: chance::user_code(),
            client: client.to_owned(),
            scope,
            expires_at,
            tenant: tenant.to_owned(),
            interval,
            polled_at: None,
            decision: Decision::Asked,
        });
        self.0.back().expect("a code was just put there")
    }

    /// The code that a person typed, if it waits for a decision. Case and spaces do not matter.
    pub(crate) fn waiting(&self, typed: &str, now: Timestamp) -> Option<&DeviceCode> {
        let typed = normal(typed);
        self.0.iter().find(|code| {
            code.user_code == typed && code.decision == Decision::Asked && now < code.expires_at
        })
    }

    /// The person agreed. `None` if the code does not wait for a decision.
    pub(crate) fn approve(
        &mut self,
        typed: &str,
        mailbox: &str,
        mfa: bool,
        now: Timestamp,
    ) -> Option<&DeviceCode> {
        self.decide(typed, Decision::Approved { mailbox: mailbox.to_owned(), mfa }, now)
    }

    /// The person agreed, and the next poll is refused all the same.
    pub(crate) fn block(
        &mut self,
        typed: &str,
        refusal: Refusal,
        now: Timestamp,
    ) -> Option<&DeviceCode> {
        self.decide(typed, Decision::Blocked(refusal), now)
    }

    /// The person did not agree. `None` if the code does not wait for a decision.
    pub(crate) fn decline(&mut self, typed: &str, now: Timestamp) -> Option<&DeviceCode> {
        self.decide(typed, Decision::Declined, now)
    }

    fn decide(&mut self, typed: &str, decision: Decision, now: Timestamp) -> Option<&DeviceCode> {
        let typed = normal(typed);
        let code = self.0.iter_mut().find(|code| {
            code.user_code == typed && code.decision == Decision::Asked && now < code.expires_at
        })?;
        code.decision = decision;
        Some(code)
    }

    /// One poll (RFC 8628 §3.4, §3.5). A code of another tenant or client is an unknown code.
    pub(crate) fn redeem(
        &mut self,
        tenant: &str,
        client: &str,
        device_code: &str,
        rules: PollRules,
        now: Timestamp,
    ) -> Result<Approved, Refusal> {
        let code = self
            .0
            .iter_mut()
            .find(|code| {
                code.device_code == device_code && code.tenant == tenant && code.client == client
            })
            .ok_or_else(Refusal::unknown_device_code)?;
        if code.decision == Decision::Redeemed {
            return Err(Refusal::code_already_used());
        }
        if now >= code.expires_at {
            return Err(Refusal::expired_token());
        }
        let too_early = code.polled_at.is_some_and(|before| now < before + code.interval);
        code.polled_at = Some(now);
        match &code.decision {
            Decision::Declined => Err(Refusal::authorization_declined()),
            Decision::Blocked(refusal) => Err(refusal.clone()),
            Decision::Approved { .. } if rules.public_client_flows_off => {
                Err(Refusal::no_client_proof())
            }
            Decision::Approved { mailbox, mfa } => {
                let approved = Approved {
                    mailbox: mailbox.clone(),
                    mfa: *mfa,
                    client: code.client.clone(),
                    scope: code.scope.clone(),
                };
                code.decision = Decision::Redeemed;
                Ok(approved)
            }
            Decision::Asked | Decision::Redeemed if rules.slow_down && too_early => {
                code.interval += SLOW_DOWN;
                Err(Refusal::slow_down())
            }
            Decision::Asked | Decision::Redeemed => Err(Refusal::authorization_pending()),
        }
    }

    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|code| code.device_code.as_str())
    }
}

/// The switches that a poll depends on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PollRules {
    pub(crate) public_client_flows_off: bool,
    pub(crate) slow_down: bool,
}

fn normal(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "app";
    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn asked() -> (DeviceCodes, String, String) {
        let mut codes = DeviceCodes::default();
        let scope = Scope::read("openid").unwrap();
        let ends = START + Duration::from_mins(15);
        let code = codes.ask("tenant", CLIENT, scope, Duration::from_secs(5), ends);
        let (device_code, user_code) = (code.device_code.clone(), code.user_code.clone());
        (codes, device_code, user_code)
    }

    fn after(seconds: u64) -> Timestamp {
        START + Duration::from_secs(seconds)
    }

    fn poll(codes: &mut DeviceCodes, device_code: &str, at: u64) -> Result<Approved, Refusal> {
        codes.redeem("tenant", CLIENT, device_code, PollRules::default(), after(at))
    }

    #[test]
    fn an_approved_code_is_redeemed_once() {
        let (mut codes, device_code, user_code) = asked();
        let pending = poll(&mut codes, &device_code, 5).unwrap_err();
        assert_eq!(pending, Refusal::authorization_pending());
        let approved = codes.approve(&user_code, "scans@sandbox.example", false, after(6));
        assert_eq!(approved.unwrap().client, CLIENT);
        assert_eq!(poll(&mut codes, &device_code, 10).unwrap().mailbox, "scans@sandbox.example");
        let twice = poll(&mut codes, &device_code, 15).unwrap_err();
        assert_eq!(twice, Refusal::code_already_used());
    }

    #[test]
    fn a_person_may_type_the_code_in_small_letters_and_with_gaps() {
        let (codes, _, user_code) = asked();
        let typed = format!(" {}-{}", user_code[..4].to_lowercase(), &user_code[4..]);
        assert!(codes.waiting(&typed, after(1)).is_some());
    }

    #[test]
    fn a_decided_or_expired_code_cannot_be_decided_again() {
        let (mut codes, device_code, user_code) = asked();
        assert!(codes.decline(&user_code, after(1)).is_some());
        assert!(codes.approve(&user_code, "scans@sandbox.example", false, after(2)).is_none());
        let declined = poll(&mut codes, &device_code, 5).unwrap_err();
        assert_eq!(declined, Refusal::authorization_declined());

        let (mut codes, device_code, user_code) = asked();
        assert!(codes.approve(&user_code, "scans@sandbox.example", false, after(900)).is_none());
        assert_eq!(poll(&mut codes, &device_code, 900).unwrap_err(), Refusal::expired_token());
    }

    #[test]
    fn a_code_belongs_to_its_tenant_and_its_client() {
        let (mut codes, device_code, user_code) = asked();
        codes.approve(&user_code, "scans@sandbox.example", false, after(1));
        for (tenant, client) in [("other", CLIENT), ("tenant", "other")] {
            let rules = PollRules::default();
            let refusal = codes.redeem(tenant, client, &device_code, rules, after(5)).unwrap_err();
            assert_eq!(refusal, Refusal::unknown_device_code());
        }
        assert!(poll(&mut codes, &device_code, 10).is_ok());
    }

    #[test]
    fn slow_down_adds_five_seconds_for_good() {
        let (mut codes, device_code, _) = asked();
        let rules = PollRules { slow_down: true, ..PollRules::default() };
        let mut error = |at| {
            let refusal =
                codes.redeem("tenant", CLIENT, &device_code, rules, after(at)).unwrap_err();
            refusal.error
        };
        assert_eq!(error(5), "authorization_pending");
        assert_eq!(error(9), "slow_down");
        assert_eq!(error(15), "slow_down");
        assert_eq!(error(30), "authorization_pending");
    }

    #[test]
    fn an_app_that_allows_no_public_flows_is_refused_only_after_the_person_signed_in() {
        let (mut codes, device_code, user_code) = asked();
        let rules = PollRules { public_client_flows_off: true, ..PollRules::default() };
        let poll = |codes: &mut DeviceCodes, at| {
            codes.redeem("tenant", CLIENT, &device_code, rules, after(at)).unwrap_err()
        };
        assert_eq!(poll(&mut codes, 5), Refusal::authorization_pending());
        codes.approve(&user_code, "scans@sandbox.example", false, after(6));
        assert_eq!(poll(&mut codes, 10), Refusal::no_client_proof());
    }

    #[test]
    fn the_oldest_code_goes_when_there_are_too_many() {
        let (mut codes, device_code, _) = asked();
        for _ in 0..CODES_LIMIT {
            let scope = Scope::read("openid").unwrap();
            codes.ask("tenant", CLIENT, scope, Duration::ZERO, after(900));
        }
        assert_eq!(codes.0.len(), CODES_LIMIT);
        let gone = poll(&mut codes, &device_code, 5).unwrap_err();
        assert_eq!(gone, Refusal::unknown_device_code());
    }
}
