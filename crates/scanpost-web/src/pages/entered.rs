//! What a person has entered in a form that has boxes of one name, or a password.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::gateway::Gateway;
use secrecy::SecretString;

use super::Pages;
use super::render::Frame;
use crate::who::Who;

/// The fields of one form, in their order.
#[derive(Clone, Default)]
pub(super) struct Entered(Vec<(String, String)>);

impl Entered {
    /// What stands in the field; nothing stands in one that is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// What stands in the field, to the last blank.
    pub(super) fn secret(&self, name: &str) -> SecretString {
        SecretString::from(self.raw(name))
    }

    /// The privileges that were chosen.
    pub(super) fn privileges(&self) -> Privileges {
        if self.has("all", "yes") {
            return Privileges::All;
        }
        let chosen = |one: &Privilege| self.has("may", one.as_str());
        Privileges::Custom(Privilege::ALL.into_iter().filter(chosen).collect())
    }

    fn raw(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(its, _)| its == name);
        field.map_or("", |(_, value)| value)
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(its, chosen)| its == name && chosen == value)
    }
}

/// A form that somebody has sent: what stands in it, who sent it, and the frame of the answer.
pub(super) struct Sent {
    pub(super) gateway: Gateway,
    pub(super) actor: Actor,
    pub(super) frame: Frame,
    pub(super) entered: Entered,
}

impl FromRequest<Pages> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, pages: &Pages) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Who(actor) = Who::from_request_parts(&mut parts, pages)
            .await
            .map_err(IntoResponse::into_response)?;
        let frame = Frame::from_request_parts(&mut parts, pages)
            .await
            .map_err(IntoResponse::into_response)?;
        let entered = Entered::from_request(Request::from_parts(parts, body), pages).await?;
        Ok(Self { gateway: pages.gateway.clone(), actor, frame, entered })
    }
}

impl<S: Send + Sync> FromRequest<S> for Entered {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let form = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
        form.map(|axum::Form(fields)| Self(fields)).map_err(IntoResponse::into_response)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn entered(fields: &[(&str, &str)]) -> Entered {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Entered(fields.iter().map(owned).collect())
    }

    #[test]
    fn blanks_around_a_name_are_slips_and_in_a_password_they_are_meant() {
        let entered = entered(&[("name", " anna "), ("password", " a b ")]);
        assert_eq!((entered.text("name"), entered.text("other")), ("anna", ""));
        assert_eq!(entered.secret("password").expose_secret(), " a b ");
    }

    #[test]
    fn privileges_are_what_was_ticked() {
        let some = entered(&[("may", "jobs"), ("may", "root"), ("may", "devices")]);
        let both = [Privilege::Devices, Privilege::Jobs];
        assert_eq!(some.privileges(), Privileges::Custom(both.into()));
        assert_eq!(entered(&[("all", "yes"), ("may", "jobs")]).privileges(), Privileges::All);
        assert_eq!(entered(&[("all", "no")]).privileges(), Privileges::Custom([].into()));
    }
}
