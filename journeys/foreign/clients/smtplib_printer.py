"""A printer whose mail client is Python's smtplib. Called by journeys/src/printer.rs.

Ends with 0 when every recipient was accepted; prints what was refused and ends with 1 otherwise.
"""

import argparse
import os
import smtplib
import ssl
import sys


def main():
    arguments = parse()
    host, port = arguments.server.rsplit(":", 1)
    with open(arguments.mail, "rb") as file:
        mail = file.read()
    with connect(arguments.transport, host, int(port)) as server:
        if arguments.user:
            sign_in(server, arguments.mechanism, arguments.user, os.environ["PRINTER_PASSWORD"])
        try:
            refused = server.sendmail(
                arguments.sender, arguments.recipients, mail, mail_options=["BODY=8BITMIME"]
            )
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPResponseException as error:
            sys.exit(f"{error.smtp_code} {error.smtp_error.decode()}")
    if refused:
        sys.exit(f"refused: {refused}")


def connect(transport, host, port):
    # Printers rarely check whom they talk to: the gateway's certificate is its own.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if transport == "tls":
        return smtplib.SMTP_SSL(host, port, context=context, timeout=60)
    server = smtplib.SMTP(host, port, timeout=60)
    if transport == "starttls":
        server.starttls(context=context)
    return server


def sign_in(server, mechanism, user, password):
    server.ehlo_or_helo_if_needed()
    server.user, server.password = user, password
    answer = {"PLAIN": server.auth_plain, "LOGIN": server.auth_login}[mechanism]
    try:
        server.auth(mechanism, answer)
    except smtplib.SMTPAuthenticationError as error:
        sys.exit(f"{error.smtp_code} {error.smtp_error.decode()}")


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--transport", choices=["clear", "starttls", "tls"], required=True)
    parser.add_argument("--from", dest="sender", required=True)
    parser.add_argument("--mail", required=True)
    parser.add_argument("--user")
    parser.add_argument("--mechanism", choices=["PLAIN", "LOGIN"], default="PLAIN")
    parser.add_argument("recipients", nargs="+")
    return parser.parse_args()


if __name__ == "__main__":
    main()
