//! The walk: each step is tried as delivery would, and ticked when it is done.
//!
//! What does not depend on a step that failed is tried all the same: whoever has closed port 587 also
//! wants to know whether the sign-in is good.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Url;
use scanpost_proto::oauth::AccessClaims;
use scanpost_proto::smtp::Reports;
use scanpost_proto::smtp::client::Envelope;
use tokio::time::timeout;
use x509_cert::der::Decode as _;

use super::{Chart, Finding, Step, Why, judge, test_mail};
use crate::clock::{Clock, Time};
use crate::delivery::{self, Denied, Destination, Line, Share};
use crate::fault::{Code, Fault};
use crate::network::dial::{addresses, dial, proxy_to, reach};
use crate::network::{Encryption, Exit, Outward, Server};
use crate::oauth::credential::Proof;
use crate::oauth::keeper::{AccessToken, Keeper};
use crate::oauth::wire::Wire;
use crate::oauth::{Account, Way};

/// No step takes longer, whatever the other side does.
const STEP_WAIT: Duration = Duration::from_mins(1);

/// A server may look into a mail for a while before it takes it. Delivery has more patience (RFC 5321
/// §4.5.3.2.6); a person who watches has not.
const TEST_MAIL_WAIT: Duration = Duration::from_mins(2);

/// Who is examined, and what is known of the machine.
#[derive(Debug)]
pub struct Patient {
    pub account: Account,
    pub keeper: Keeper,
    /// Its part of what the mailbox may send.
    pub share: Share,
    pub clock: Clock,
    pub free_bytes: Result<u64, Fault>,
    /// What must stay free.
    pub reserve_bytes: u64,
}

/// Looks at everything, in the order of the steps; `tell` hears of every change.
pub async fn examine(
    patient: &Patient,
    mail_to: Option<&str>,
    tell: impl FnMut(&Chart) + Send,
) -> Chart {
    let outward = patient.keeper.trust().network().now();
    let server = delivery::primary(&patient.account.provider.smtp);
    let chart = Chart::default();
    let mut round = Round { patient, outward: &outward, server: &server, chart, tell };
    round.put(Step::Disk, judge::disk(&patient.free_bytes, patient.reserve_bytes));
    let (mail, sign_in) = round.names().await;
    round.families(mail).await;
    round.proxy().await;
    round.sign_in_server_and_clock(sign_in).await;
    let line = round.mail_server().await;
    let token = round.token().await;
    round.scopes(token.is_some());
    if patient.account.needs.sending {
        let line = round.log_in(line, token).await;
        round.test_mail(line, mail_to).await;
    } else {
        round.only_receives(line).await;
    }
    round.chart
}

/// One examination under way.
struct Round<'a, T> {
    patient: &'a Patient,
    outward: &'a Outward,
    server: &'a Server,
    chart: Chart,
    tell: T,
}

/// Where a name was looked up.
type Found = Result<Vec<SocketAddr>, Fault>;

impl<T: FnMut(&Chart) + Send> Round<'_, T> {
    fn put(&mut self, step: Step, finding: Finding) {
        self.chart.put(step, finding);
        (self.tell)(&self.chart);
    }

    fn begin(&mut self, step: Step) {
        self.put(step, Finding::UnderWay);
    }

    fn fail(&mut self, step: Step, fault: Fault) {
        self.put(step, Finding::Failed { fault });
    }

    fn not_reached(&mut self, steps: &[Step], because: Step) {
        for step in steps {
            self.put(*step, Finding::NotReached { because });
        }
    }

    /// The first of these steps that failed, or what kept it from being reached.
    fn obstacle(&self, steps: &[Step]) -> Option<Step> {
        steps.iter().find_map(|step| match self.chart.of(*step) {
            Finding::Failed { .. } => Some(*step),
            Finding::NotReached { because } => Some(*because),
            _ => None,
        })
    }

    fn is_proxied(&self) -> bool {
        proxy_to(self.outward, &self.server.host).is_some()
    }

    /// The mail server's addresses and the sign-in server's. What a proxy leads to, it looks up itself.
    async fn names(&mut self) -> (Found, Found) {
        self.begin(Step::Names);
        let token_url = Url::parse(&self.patient.account.provider.token_url()).ok();
        let sign_in_host = token_url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let sign_in_host = sign_in_host.trim_matches(['[', ']']);
        let sign_in_port = token_url.as_ref().and_then(Url::port_or_known_default).unwrap_or(443);
        let (mail, sign_in) = tokio::join!(
            self.look_up(&self.server.host, self.server.port),
            self.look_up(sign_in_host, sign_in_port),
        );
        let finding = match (&mail, &sign_in) {
            (Ok(mail), Ok(sign_in)) => {
                let mail = (self.looked_up(&self.server.host), &mail[..]);
                let sign_in = (self.looked_up(sign_in_host), &sign_in[..]);
                Finding::passed([("addresses", judge::listed(mail, sign_in))])
            }
            (Err(fault), _) | (_, Err(fault)) => Finding::Failed { fault: fault.clone() },
        };
        self.put(Step::Names, finding);
        (mail, sign_in)
    }

    /// The name that has to be known to get to a host.
    fn looked_up<'h>(&'h self, host: &'h str) -> &'h str {
        proxy_to(self.outward, host).map_or(host, |proxy| &proxy.host)
    }

    async fn look_up(&self, host: &str, port: u16) -> Found {
        match proxy_to(self.outward, host) {
            Some(proxy) => addresses(self.outward, &proxy.host, proxy.port).await,
            None => addresses(self.outward, host, port).await,
        }
    }

    async fn families(&mut self, found: Found) {
        let steps = [Step::Ipv4, Step::Ipv6];
        if self.is_proxied() {
            for step in steps {
                self.put(step, Finding::NotNeeded { why: Why::ByProxy });
            }
            return;
        }
        let Ok(found) = found else { return self.not_reached(&steps, Step::Names) };
        for step in steps {
            self.begin(step);
        }
        let (v4, v6): (Vec<_>, Vec<_>) = found.into_iter().partition(SocketAddr::is_ipv4);
        let (v4, v6) = tokio::join!(self.connect(&v4), self.connect(&v6));
        let own_address = matches!(self.outward.exit, Some(Exit::Address(_)));
        let none = if own_address { Why::OwnAddress } else { Why::NoAddress };
        for (step, finding) in steps.into_iter().zip(judge::families([v4, v6], none)) {
            self.put(step, self.by_network(finding));
        }
    }

    /// What was reached was reached by the network that is set, if there is one.
    fn by_network(&self, mut finding: Finding) -> Finding {
        if let (Finding::Passed { facts }, Some(exit)) = (&mut finding, &self.outward.exit) {
            facts.insert("network".to_owned(), exit.to_string());
        }
        finding
    }

    /// Nothing: there is no such address.
    async fn connect(&self, addresses: &[SocketAddr]) -> Option<Result<SocketAddr, Fault>> {
        let first = addresses.first()?;
        let reached = reach(self.outward, addresses).await;
        let reached = reached.map(|socket| socket.peer_addr().unwrap_or(*first));
        Some(reached.map_err(|fault| self.naming_the_server(fault)))
    }

    fn naming_the_server(&self, fault: Fault) -> Fault {
        fault.fact("host", &self.server.host).fact("port", self.server.port)
    }

    async fn proxy(&mut self) {
        let Some(proxy) = proxy_to(self.outward, &self.server.host) else {
            return self.put(Step::Proxy, Finding::NotNeeded { why: Why::NoProxy });
        };
        if let Some(because) = self.obstacle(&[Step::Names]) {
            return self.not_reached(&[Step::Proxy], because);
        }
        self.begin(Step::Proxy);
        match dial(self.outward, self.server).await {
            Ok(_) => {
                let passed = Finding::passed([("proxy", proxy.to_string())]);
                self.put(Step::Proxy, self.by_network(passed));
            }
            Err(fault) => self.fail(Step::Proxy, fault),
        }
    }

    async fn sign_in_server_and_clock(&mut self, found: Found) {
        let steps = [Step::SignInServer, Step::Clock];
        let because =
            if found.is_err() { Some(Step::Names) } else { self.obstacle(&[Step::Proxy]) };
        if let Some(because) = because {
            return self.not_reached(&steps, because);
        }
        self.begin(Step::SignInServer);
        let Patient { account, keeper, clock, .. } = self.patient;
        let wire = Wire::beside(account.provider.clone(), keeper.shared_trust());
        let silence = || Fault::new(Code::SignInUnreachable).words("no answer in time");
        let knocked = timeout(STEP_WAIT, wire.knock()).await.unwrap_or_else(|_| Err(silence()));
        let theirs = match knocked {
            Ok(theirs) => theirs,
            Err(fault) => {
                self.fail(Step::SignInServer, fault);
                return self.not_reached(&[Step::Clock], Step::SignInServer);
            }
        };
        self.put(
            Step::SignInServer,
            Finding::passed([("provider", account.provider.title.clone())]),
        );
        let proof = account.credential.as_ref().map(|credential| &credential.proof);
        let signs = matches!(proof, Some(Proof::Certificate(_)));
        self.put(Step::Clock, judge::clock(clock.now(), theirs, signs));
    }

    /// From the connection to the list of what is offered; the line, if all of it went well.
    async fn mail_server(&mut self) -> Option<Line> {
        const STEPS: [Step; 3] = [Step::Greeting, Step::Tls, Step::Offers];
        if let Some(because) = self.no_way_to_the_mail_server() {
            self.not_reached(&STEPS, because);
            return None;
        }
        self.begin(Step::Greeting);
        let (step, fault) = match self.walk_to_the_offer().await {
            Ok(line) => return Some(line),
            Err(ended) => ended,
        };
        self.fail(step, self.naming_the_server(fault));
        for later in STEPS.into_iter().filter(|later| *later != step) {
            if matches!(self.chart.of(later), Finding::Waiting | Finding::UnderWay) {
                self.not_reached(&[later], step);
            }
        }
        None
    }

    /// One family that leads there is enough.
    fn no_way_to_the_mail_server(&self) -> Option<Step> {
        let families = [Step::Ipv4, Step::Ipv6];
        let reached = |step| matches!(self.chart.of(step), Finding::Passed { .. });
        if families.into_iter().any(reached) { None } else { self.obstacle(&families) }
            .or_else(|| self.obstacle(&[Step::Proxy]))
    }

    async fn walk_to_the_offer(&mut self) -> Result<Line, (Step, Fault)> {
        let (account, trust) = (&self.patient.account, self.patient.keeper.trust());
        let at_greeting = |fault| (Step::Greeting, fault);
        let none_free = |_| at_greeting(Code::ConnectionLimit.into());
        let place = timeout(STEP_WAIT, self.patient.share.place()).await.map_err(none_free)?;
        let dialled = dial(self.outward, self.server).await.map_err(at_greeting)?;
        let reached = dialled.address.map(|address| address.to_string());
        let reached = reached.or_else(|| dialled.proxy.clone()).unwrap_or_default();
        let mut line = Line::begin(dialled, self.server, false, place.clone());
        let greeted = Finding::passed([("address", reached)]);
        let starts_in_clear = self.server.encryption == Encryption::Starttls;
        if starts_in_clear {
            let met = within(STEP_WAIT, line.greet()).await;
            if let Err(fault) = met {
                let step = judge::step_of(&fault, Step::Greeting);
                if step != Step::Greeting {
                    self.put(Step::Greeting, greeted);
                }
                return Err((step, fault));
            }
            self.put(Step::Greeting, greeted.clone());
        }
        self.begin(Step::Tls);
        let at_tls = |fault| (Step::Tls, fault);
        let tls = trust.mail_client_config(self.outward).await.map_err(at_tls)?;
        let to = Destination { account, outward: self.outward, place: &place, tls };
        within(STEP_WAIT, line.encrypt(self.server, &to)).await.map_err(at_tls)?;
        self.put(Step::Tls, encrypted(&line));
        self.begin(Step::Offers);
        let heard = within(STEP_WAIT, line.hear_what_is_offered()).await;
        // With TLS from the start the server greets only now.
        let unheard = if starts_in_clear { Step::Offers } else { Step::Greeting };
        heard.map_err(|fault| (judge::step_of(&fault, unheard), fault))?;
        self.put(Step::Greeting, greeted);
        let (mechanisms, takes_tokens) = line.offered();
        let offered = mechanisms.join(", ");
        if !takes_tokens {
            let fault = Fault::new(Code::OauthMissing).words(format_args!("AUTH {offered}"));
            return Err((Step::Offers, fault));
        }
        self.put(Step::Offers, Finding::passed([("mechanisms", offered)]));
        Ok(line)
    }

    /// A token to show, as new as it can be had.
    async fn token(&mut self) -> Option<AccessToken> {
        self.begin(Step::Token);
        let keeper = &self.patient.keeper;
        let hindrance = match self.renewed().await {
            Ok(token) => {
                let name = self.signed_in_as();
                let name =
                    name.unwrap_or_else(|| if self.is_app() { "app" } else { "unknown" }.into());
                self.put(Step::Token, Finding::passed([("name", name)]));
                return Some(token);
            }
            Err(fault) => fault,
        };
        let was_asked = self.obstacle(&[Step::SignInServer]).is_none();
        if was_asked && !hindrance.class().passes() && hindrance.code != Code::GrantNotLasting {
            self.fail(Step::Token, hindrance);
            return None;
        }
        match within_of_the_provider(keeper.token()).await {
            // Good until its end, and no longer.
            Ok(token) => {
                self.put(Step::Token, Finding::Warned { fault: hindrance });
                Some(token)
            }
            Err(fault) => {
                self.fail(Step::Token, fault);
                None
            }
        }
    }

    /// A new token, as proof that the next one can be had.
    async fn renewed(&self) -> Result<AccessToken, Fault> {
        let unreached = self.obstacle(&[Step::SignInServer]);
        if let Some(fault) = unreached.and_then(|step| self.chart.of(step).fault()) {
            return Err(fault.clone());
        }
        let keeper = &self.patient.keeper;
        if !keeper.status().borrow().lasting {
            return Err(self.naming_the_account(Code::GrantNotLasting.into()));
        }
        within_of_the_provider(keeper.renewed()).await
    }

    fn signed_in_as(&self) -> Option<String> {
        let status = self.patient.keeper.status();
        let status = status.borrow();
        status.given.as_ref().and_then(|given| given.signed_in_as.clone())
    }

    fn is_app(&self) -> bool {
        let status = self.patient.keeper.status();
        let status = status.borrow();
        status.given.as_ref().is_some_and(|given| given.way == Way::ClientCredentials)
    }

    fn naming_the_account(&self, fault: Fault) -> Fault {
        let Account { name, address, .. } = &self.patient.account;
        fault.fact("account", name).fact("address", address)
    }

    fn scopes(&mut self, is_signed_in: bool) {
        if !is_signed_in {
            return self.not_reached(&[Step::Scopes], Step::Token);
        }
        let status = self.patient.keeper.status().borrow().clone();
        let finding = if let Some(scope) = status.missing_scopes.first() {
            let fault = Fault::new(Code::GrantScopeMissing).fact("scope", scope);
            Finding::Failed { fault: self.naming_the_account(fault) }
        } else {
            let granted = status.given.map(|given| given.scopes.join(" ")).unwrap_or_default();
            Finding::passed([("scopes", granted)])
        };
        self.put(Step::Scopes, finding);
    }

    /// Its token is for another server: nothing is to be seen by it here.
    async fn only_receives(&mut self, line: Option<Line>) {
        for step in [Step::LogIn, Step::TestMail] {
            self.put(step, Finding::NotNeeded { why: Why::OnlyReceives });
        }
        if let Some(line) = line {
            line.close().await;
        }
    }

    async fn log_in(&mut self, line: Option<Line>, token: Option<AccessToken>) -> Option<Line> {
        let because = self.obstacle(&[Step::Greeting, Step::Tls, Step::Offers, Step::Token]);
        let (Some(mut line), Some(token)) = (line, token) else {
            self.not_reached(&[Step::LogIn], because.unwrap_or(Step::Token));
            return None;
        };
        self.begin(Step::LogIn);
        let account = &self.patient.account;
        let showing = line.authenticate(self.server, account, &token);
        let silent = || Denied::AllElse(Fault::new(Code::ServerSilent).words("no reply in time"));
        let shown = timeout(STEP_WAIT, showing).await.unwrap_or_else(|_| Err(silent()));
        let fault = match shown {
            Ok(()) => {
                let address = account.address.clone();
                self.put(Step::LogIn, Finding::passed([("address", address)]));
                return Some(line);
            }
            Err(Denied::TheToken(fault)) => {
                let (claims, name) = (AccessClaims::read(&token.token), self.signed_in_as());
                judge::refused_log_in(fault, account, claims.as_ref(), name.as_deref())
            }
            Err(Denied::AllElse(fault)) => fault,
        };
        let fault = self.naming_the_account(self.naming_the_server(fault));
        self.fail(Step::LogIn, fault);
        line.close().await;
        None
    }

    async fn test_mail(&mut self, line: Option<Line>, mail_to: Option<&str>) {
        let Some(to) = mail_to else {
            self.put(Step::TestMail, Finding::NotNeeded { why: Why::NotAsked });
            if let Some(line) = line {
                line.close().await;
            }
            return;
        };
        let Some(mut line) = line else {
            let because = self.obstacle(&[Step::LogIn]).unwrap_or(Step::LogIn);
            return self.not_reached(&[Step::TestMail], because);
        };
        self.begin(Step::TestMail);
        let from = &self.patient.account.address;
        let octets = test_mail::octets(from, to, self.patient.clock.now());
        let envelope = Envelope {
            from: from.clone(),
            to: vec![to.to_owned()],
            size: u64::try_from(octets.len()).ok(),
            eight_bit: false,
            utf8: true, // only if an address needs it
            reports: Reports::default(),
        };
        let share = &self.patient.share;
        let sent = delivery::send_lone(&mut line, share, &envelope, octets, TEST_MAIL_WAIT).await;
        let taken = sent.and_then(|result| match (delivery::worst(&result), result.mail) {
            (None, Ok(reply)) => Ok(reply.to_string()),
            (Some(fault), _) => Err(fault),
            (None, Err(reply)) => Err(Fault::new(Code::MailRefused).words(reply)),
        });
        let finding = match taken {
            Ok(reply) => Finding::passed([("address", to.to_owned()), ("reply", reply)]),
            Err(fault) => {
                let name = self.signed_in_as();
                let fault = judge::refused_mail(fault, &self.patient.account, name.as_deref());
                Finding::Failed { fault: self.naming_the_account(self.naming_the_server(fault)) }
            }
        };
        self.put(Step::TestMail, finding);
        line.close().await;
    }
}

/// What the server proved itself with, and until when that is good.
fn encrypted(line: &Line) -> Finding {
    let version = line.route.tls.clone().unwrap_or_default();
    let checked = if line.route.unchecked { "no" } else { "yes" }.to_owned();
    let certificate = line.certificate();
    let certificate = certificate.and_then(|der| x509_cert::Certificate::from_der(&der).ok());
    let (issuer, until) = certificate.map_or_else(Default::default, |certificate| {
        let body = certificate.tbs_certificate;
        let until = Time(0) + body.validity.not_after.to_unix_duration();
        (body.issuer.to_string(), until.to_string())
    });
    let until = until.split('T').next().unwrap_or_default().to_owned();
    Finding::passed([
        ("version", version),
        ("issuer", issuer),
        ("until", until),
        ("checked", checked),
    ])
}

async fn within<R>(
    wait: Duration,
    doing: impl Future<Output = Result<R, Fault>>,
) -> Result<R, Fault> {
    let silent = || Fault::new(Code::ServerSilent).words("no reply in time");
    timeout(wait, doing).await.unwrap_or_else(|_| Err(silent()))
}

async fn within_of_the_provider<R>(
    asking: impl Future<Output = Result<R, Fault>>,
) -> Result<R, Fault> {
    let silent = || Fault::new(Code::SignInUnreachable).words("no answer in time");
    timeout(STEP_WAIT, asking).await.unwrap_or_else(|_| Err(silent()))
}
