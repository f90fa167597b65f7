//! What holds whatever a client sends.

use proptest::collection::vec;
use proptest::prelude::*;
use scanpost_proto::pop3::server::Tls;

use crate::driver::{Driver, exchange};

/// Commands, right and wrong ones, in any order.
fn conversation() -> impl Strategy<Value = Vec<u8>> {
    const COMMANDS: &[&str] = &[
        "CAPA\r\n",
        "STLS\r\n",
        "USER a\r\n",
        "PASS right\r\n",
        "PASS wrong\r\n",
        "AUTH XOAUTH2\r\n",
        "AUTH PLAIN AGEAYg==\r\n",
        "dXNlcj1hQHgBYXV0aD1CZWFyZXIgdAEB\r\n",
        "*\r\n",
        "STAT\r\n",
        "LIST\n",
        "UIDL 2\r\n",
        "RETR 1\r\n",
        "RETR 18446744073709551615\r\n",
        "TOP 1 1\r\n",
        "TOP 2 18446744073709551615\r\n",
        "DELE 2\r\n",
        "RSET\r\n",
        "QUIT\r\n",
        "\u{e9}\r\n",
    ];
    vec(
        prop_oneof![
            9 => proptest::sample::select(COMMANDS).prop_map(|command| command.as_bytes().to_vec()),
            1 => vec(any::<u8>(), 0..20),
        ],
        0..20,
    )
    .prop_map(|commands| commands.concat())
}

proptest! {
    #[test]
    fn any_split_of_the_clients_octets_gives_the_same_answers(
        said in conversation(), size in 1..30_usize, beginning in any::<bool>(),
    ) {
        // Under TLS from the start: what comes behind STLS is dropped or not by how it is split.
        let said = [if beginning { &b"USER a\r\nPASS right\r\n"[..] } else { b"" }, &said].concat();
        let mut rules = exchange(Tls::Established);
        rules.initial_response = true;
        let mut whole = Driver::new(rules.clone());
        let mut pieces = Driver::new(rules);
        pieces.chunk = size;
        let expected = whole.hear_in_pieces(&said, usize::MAX);
        prop_assert_eq!(pieces.hear_in_pieces(&said, size), expected);
        prop_assert_eq!((pieces.deleted, pieces.closed), (whole.deleted, whole.closed));
    }

    #[test]
    fn no_octets_make_the_server_panic(said in conversation(), size in 1..30_usize) {
        for tls in [Tls::Unavailable, Tls::Offered, Tls::Established] {
            Driver::new(exchange(tls)).hear_in_pieces(&said, size);
        }
    }
}
