"""Puts commands behind STARTTLS in the same packet (CVE-2011-0411) and looks whether they are obeyed.

Ends with 0 when the server forgot them, with 1 and a reason otherwise. Called by tests/bad_input.rs.
"""

import socket
import ssl
import sys


def main():
    host, port = sys.argv[1].rsplit(":", 1)
    connection = socket.create_connection((host, int(port)), timeout=30)
    read_reply(connection)
    connection.sendall(b"EHLO printer.example.com\r\n")
    read_reply(connection)
    connection.sendall(b"STARTTLS\r\nEHLO injected.example.com\r\nMAIL FROM:<a@example.com>\r\n")
    answer = read_reply(connection)
    if not answer.startswith(b"220"):
        sys.exit(0 if answer.startswith(b"5") else f"STARTTLS: {answer!r}")
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        secure = context.wrap_socket(connection)
    except (ssl.SSLError, ConnectionError):
        return  # taken for a broken handshake: nothing was obeyed
    secure.sendall(b"QUIT\r\n")
    answer = read_reply(secure)
    if not answer.startswith(b"221"):
        sys.exit(f"an injected command was answered: {answer!r}")


def read_reply(connection):
    reply = b""
    while not complete(reply):
        octets = connection.recv(4096)
        if not octets:
            return reply
        reply += octets
    return reply


def complete(reply):
    lines = reply.split(b"\r\n")
    return len(lines) > 1 and lines[-1] == b"" and lines[-2][3:4] != b"-"


if __name__ == "__main__":
    main()
