"""An old device that is Python's poplib. Called by journeys/tests/visits.rs.

Logs in by user and password and prints a line for each mail whose UIDL the file of known ones lacks (its
UIDL, the octets that came, their SHA-256), then adds it there; deletes if so told. Ends with 1 and the
server's words if something fails.
"""

import argparse
import hashlib
import os
import pathlib
import poplib
import ssl
import sys


def main():
    arguments = parse()
    try:
        fetch(arguments)
    except poplib.error_proto as error:
        sys.exit(f"{error}")


def fetch(arguments):
    server = connect(arguments)
    server.user(arguments.user)
    server.pass_(os.environ["DEVICE_PASSWORD"])
    known = set(arguments.known.read_text().split()) if arguments.known.exists() else set()
    count, _ = server.stat()
    uidls = server.uidl()[1]
    assert len(uidls) == len(server.list()[1]) == count
    for line in uidls:
        number, uidl = line.decode().split()
        if uidl not in known:
            _, lines, _ = server.retr(int(number))
            octets = b"".join(line + b"\r\n" for line in lines)
            print(uidl, len(octets), hashlib.sha256(octets).hexdigest())
            known.add(uidl)
        if arguments.delete:
            server.dele(int(number))
    server.quit()
    arguments.known.write_text("\n".join(known))


def connect(arguments):
    if arguments.transport == "clear":
        return poplib.POP3("localhost", arguments.port, timeout=60)
    context = ssl.create_default_context(cafile=arguments.ca)
    if arguments.transport == "tls":
        return poplib.POP3_SSL("localhost", arguments.port, context=context, timeout=60)
    server = poplib.POP3("localhost", arguments.port, timeout=60)
    assert "STLS" in server.capa(), "STLS is offered"
    server.stls(context)
    return server


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--transport", choices=["clear", "stls", "tls"], required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--known", type=pathlib.Path, required=True)
    parser.add_argument("--delete", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
