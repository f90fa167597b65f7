//! Every operation on what comes in: the functions and their polls, and the mails.

use scanpost_core::fault::{Code, Fault};
use scanpost_core::receive::{ArrivalId, Outcome};
use serde_json::json;

use super::story::Asker;
use crate::site::Site;

pub(super) async fn story(asker: &mut Asker) {
    arrivals(asker).await;
    let quiet = std::mem::replace(&mut asker.site, Site::serving().await);
    polls(asker).await;
    asker.site = quiet;
}

async fn arrivals(asker: &mut Asker) {
    let [first, second, third] = [
        asker.site.arrival("Subject: 1\r\n\r\n").await,
        asker.site.arrival("Subject: 2\r\n\r\n").await,
        asker.site.arrival("Subject: 3\r\n\r\n").await,
    ];
    let fault = Fault::new(Code::FaxMissing).words("text/plain");
    asker.site.hand_on(Outcome::HandedOn { place: "1.tif".to_owned() }).await;
    asker.site.hand_on(Outcome::Quarantined { fault }).await;
    asker.expect(200, "GET /receiving", "/receiving", None).await;
    asker.expect(422, "POST /receiving/{function}/poll", "/receiving/x/poll", None).await;
    let off = "/receiving/email-status/poll";
    asker.expect(409, "POST /receiving/{function}/poll", off, None).await;

    let list = "GET /arrivals";
    let all = asker.expect(200, list, "/arrivals", None).await;
    assert_eq!(all[0]["id"], json!(third));
    let query = "/arrivals?state=quarantined&function=internet-fax-receive&most=1";
    let quarantined = asker.expect(200, list, query, None).await;
    assert_eq!(quarantined[0]["id"], json!(second));
    let older = asker.expect(200, list, &format!("/arrivals?before={second}"), None).await;
    assert_eq!(older[0]["id"], json!(first));
    asker.expect(422, list, "/arrivals?state=lost", None).await;

    let (one, mail) = ("GET /arrivals/{id}", "GET /arrivals/{id}/mail");
    let (retry, delete) = ("POST /arrivals/{id}/retry", "DELETE /arrivals/{id}");
    for (operation, below) in [(one, ""), (mail, "/mail"), (retry, "/retry"), (delete, "")] {
        let missing = format!("/arrivals/{}{below}", ArrivalId::new());
        asker.expect_none(operation, &missing, &format!("/arrivals/x{below}")).await;
    }
    asker.expect(200, one, &format!("/arrivals/{first}"), None).await;
    let shown = asker.expect(200, one, &format!("/arrivals/{second}"), None).await;
    assert_eq!(shown["says"], json!({ "from": null, "subject": "2", "date": null }));
    let octets = asker.expect(200, mail, &format!("/arrivals/{second}/mail"), None).await;
    assert_eq!(octets, json!("Subject: 2\r\n\r\n"));
    asker.expect(409, mail, &format!("/arrivals/{first}/mail"), None).await;
    let retried = asker.expect(200, retry, &format!("/arrivals/{second}/retry"), None).await;
    assert_eq!(retried["state"], "waiting");
    asker.expect(409, retry, &format!("/arrivals/{first}/retry"), None).await;
    asker.expect(200, delete, &format!("/arrivals/{second}"), None).await;
    asker.expect(409, delete, &format!("/arrivals/{second}"), None).await;
    let fault = Fault::new(Code::FaxMissing);
    asker.site.hand_on(Outcome::Quarantined { fault }).await;
    let delete_all = "DELETE /arrivals";
    for (code, expected) in [("fax-tiff-broken", 0), ("fax-missing", 1), ("fax-missing", 0)] {
        let path = format!("/arrivals?code={code}");
        let deleted = asker.expect(200, delete_all, &path, None).await;
        assert_eq!(deleted, json!({ "deleted": expected, "not_recalled": 0 }), "{code}");
    }
    asker.expect(422, delete_all, "/arrivals?code=nothing", None).await;
    asker.expect(422, delete_all, "/arrivals", None).await;
}

/// Nobody has signed in, so the poll ends before the server is asked.
async fn polls(asker: &mut Asker) {
    let faxes = json!({
        "name": "faxes", "address": "faxes@contoso.example", "provider": asker.site.provider_json(),
    });
    asker.expect(201, "POST /accounts", "/accounts", Some(faxes)).await;
    let view = asker.expect(200, "GET /slots", "/slots", None).await;
    let slots = json!({ "internet-fax-receive": "faxes" });
    let chosen = json!({ "revision": view["revision"], "slots": slots });
    asker.expect(200, "PUT /slots", "/slots", Some(chosen)).await;
    let (poll, path) = ("POST /receiving/{function}/poll", "/receiving/internet-fax-receive/poll");
    let polled = asker.expect(200, poll, path, None).await;
    assert_eq!(polled["fault"]["code"], "sign-in-needed", "{polled}");
    let receiving = asker.expect(200, "GET /receiving", "/receiving", None).await;
    assert_eq!(receiving["functions"][0]["token_status"], "not-retrieved");
}
