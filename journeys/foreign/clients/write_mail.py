"""Writes a mail with a file in it and sends it, in one of the ways of Python scripts. Called by
journeys/tests/senders/programs.rs.

    write_mail.py new|old|careless HOST:PORT SENDER RECIPIENT PDF
"""

import email.message
import email.mime.application
import email.mime.multipart
import email.mime.text
import email.utils
import pathlib
import smtplib
import sys

SUBJECT = "Månadsrapport – Büro 7"
NAME = "Rapporter, våning 2"
FILE = "Månad.pdf"


def main():
    way, server, sender, recipient, pdf = sys.argv[1:]
    write = {"new": as_today, "old": as_of_old, "careless": carelessly}[way]
    mail = write(sender, recipient, pathlib.Path(pdf).read_bytes())
    host, port = server.rsplit(":", 1)
    with smtplib.SMTP(host, int(port), timeout=60) as connection:
        connection.send_message(mail)


def as_today(sender, recipient, pdf):
    """EmailMessage: fields are encoded by the policy; no Date, no Message-ID."""
    mail = email.message.EmailMessage()
    mail["Subject"] = SUBJECT
    mail["From"] = f'"{NAME}" <{sender}>'
    mail["To"] = recipient
    mail.set_content("Se bilagan.\n.en punkt\n")
    mail.add_alternative("<p>Se bilagan.</p>\n", subtype="html")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=FILE)
    return mail


def as_of_old(sender, recipient, pdf):
    """MIMEMultipart, as most scripts do it: a file in base64, its name by RFC 2231."""
    mail = email.mime.multipart.MIMEMultipart()
    mail["Subject"] = SUBJECT
    mail["From"] = email.utils.formataddr((NAME, sender))
    mail["To"] = recipient
    mail.attach(email.mime.text.MIMEText("Se bilagan.\n.en punkt\n", "plain", "utf-8"))
    part = email.mime.application.MIMEApplication(pdf, "pdf")
    part.add_header("Content-Disposition", "attachment", filename=FILE)
    mail.attach(part)
    return mail


def carelessly(sender, recipient, pdf):
    """The same without a thought for the umlaut: the whole of From becomes one encoded word."""
    mail = as_of_old(sender, recipient, pdf)
    mail.replace_header("From", f'"{NAME}" <{sender}>')
    return mail


if __name__ == "__main__":
    main()
