"""A mail reader that is Python's poplib. Called by journeys/tests/inbox.rs.

Signs in by XOAUTH2 in two lines, prints a line for each mail (its UIDL, the octets that LIST says,
the octets that came, their SHA-256) and deletes it. Ends with 1 and the server's words if that fails.
"""

import argparse
import base64
import hashlib
import os
import poplib
import ssl
import sys


def main():
    arguments = parse()
    try:
        read(arguments)
    except poplib.error_proto as error:
        sys.exit(f"{error}")


def read(arguments):
    context = ssl.create_default_context(cafile=arguments.ca)
    if arguments.transport == "tls":
        server = poplib.POP3_SSL("localhost", arguments.port, context=context, timeout=60)
    else:
        server = poplib.POP3("localhost", arguments.port, timeout=60)
        assert "STLS" in server.capa(), "STLS is offered"
        server.stls(context)
    assert "XOAUTH2" in server.capa()["SASL"], "XOAUTH2 is offered"
    sign_in(server, arguments.user, os.environ["READER_TOKEN"])
    sizes = dict(line.split() for line in server.list()[1])
    for line in server.uidl()[1]:
        number, uidl = line.split()
        _, lines, _ = server.retr(int(number))
        octets = b"".join(line + b"\r\n" for line in lines)
        digest = hashlib.sha256(octets).hexdigest()
        print(uidl.decode(), sizes[number].decode(), len(octets), digest)
        server.dele(int(number))
    server.quit()


def sign_in(server, user, token):
    # poplib has no AUTH of its own; these are the calls that its own commands are made of.
    prompt = server._shortcmd("AUTH XOAUTH2")
    assert prompt.startswith(b"+"), prompt
    words = f"user={user}\x01auth=Bearer {token}\x01\x01"
    server._shortcmd(base64.b64encode(words.encode()).decode())


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--transport", choices=["stls", "tls"], required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--user", required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
