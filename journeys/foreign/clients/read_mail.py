"""Reads a mail as a mail program would, and prints what it sees as JSON. Called by journeys/src/reading.rs.

The parser is Python's own, with its modern policy. Header fields with 8-bit octets and no word about
their charset are read in the charset that the caller names, as mail programs of that country do.
"""

import base64
import email
import email.policy
import json
import sys

POLICY = email.policy.default


def main():
    charset = sys.argv[1]
    mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=POLICY)
    field = lambda name: header(mail, name, charset)
    people = lambda name: addresses(field(name))
    json.dump(
        {
            "subject": text(field("subject")),
            "from": people("from"),
            "reply_to": people("reply-to"),
            "to": people("to"),
            "date": date(field("date")),
            "message_id": text(field("message-id")),
            "defects": sorted(defects(mail, charset)),
            "parts": [seen(part, charset) for part in mail.walk() if not part.is_multipart()],
        },
        sys.stdout,
    )


def header(part, name, charset):
    """The field as the policy reads it, or None."""
    for key, value in part.raw_items():
        if key.lower() == name:
            octets = str(value).encode("utf-8", "surrogateescape")
            return POLICY.header_factory(key, unfolded(octets.decode(charset)))
    return None


def unfolded(value):
    return "".join(value.splitlines())


def addresses(field):
    # Who is named in a group is nobody that one could answer.
    return [[one.display_name, one.addr_spec] for one in field.addresses] if field else []


def date(field):
    return field.datetime.isoformat() if field and field.datetime else None


def text(field):
    return None if field is None else str(field)


def defects(mail, charset):
    for part in mail.walk():
        for name in {key.lower() for key in part.keys()}:
            for defect in header(part, name, charset).defects:
                yield f"{type(defect).__name__} in {name}"
        if not part.is_multipart():
            part.get_payload(decode=True)  # finds what is wrong with base64
        for defect in part.defects:
            yield type(defect).__name__


def seen(part, charset):
    named = header(part, "content-disposition", charset) or header(part, "content-type", charset)
    parameters = named.params if named else {}
    return {
        "type": part.get_content_type(),
        "file": parameters.get("filename") or parameters.get("name"),
        "octets": base64.b64encode(part.get_payload(decode=True)).decode(),
    }


if __name__ == "__main__":
    main()
