from __future__ import annotations

import datetime as dt

import pytest

from ingest.parsing import parse
from rag.errors import DamagedFileError, EncryptedFileError, NoTextError
from tests.ingest.parsing.compound import Storage, compound, message, msg
from tests.ingest.parsing.makers import LIMITS, read, texts

CLASS, SUBJECT, BODY, HTML, SENDER, ADDRESS, SENT = 0x001A, 0x0037, 0x1000, 0x1013, 0x0C1A, 0x0C1F, 0x0039
NAME, SMTP, TYPE = 0x3001, 0x39FE, 0x0C15
FILE, DATA, MIME, CID = 0x3707, 0x3701, 0x370E, 0x3712
HEAD = {
    **{SUBJECT: "Facture de mai – échéance", BODY: "Bonjour,\r\n\r\nVoici la facture.", SENDER: "Zoé"},
    **{ADDRESS: "zoe@exemple.fr", SENT: dt.datetime(2024, 5, 6, 9, tzinfo=dt.UTC)},
}
RECIPIENTS = [
    {NAME: "Paul Dû", SMTP: "paul@exemple.fr", TYPE: 1},
    {NAME: "Comptabilité", SMTP: "/O=EXCHANGE/CN=COMPTA", TYPE: 2},
    {NAME: "Caché", SMTP: "bcc@exemple.fr", TYPE: 3},
]


def test_a_message_reads_like_an_email_file() -> None:
    document = read(msg(HEAD, RECIPIENTS), "m.msg")
    assert texts(document) == [
        "From: Zoé <zoe@exemple.fr>\nTo: Paul Dû <paul@exemple.fr>\nCc: Comptabilité\n"
        "Date: Mon, 06 May 2024 09:00:00 +0000\nSubject: Facture de mai – échéance",
        "Bonjour,",
        "Voici la facture.",
    ]
    assert document.title == "Facture de mai – échéance"


def test_the_html_body_is_read_as_its_readers_see_it() -> None:
    page = "<p>Prix : 10&nbsp;€</p><p style='display:none'>caché</p>".encode()
    document = read(msg({**HEAD, HTML: page, 0x3FDE: 65001}), "m.msg")
    assert texts(document)[1:] == ["Prix : 10 €"] and document.warnings


def test_attachments_and_messages_inside_are_handed_on_the_same_at_each_reading() -> None:
    note: dict[int, str | bytes | int] = {FILE: "note.txt", DATA: b"salut"}
    inner: Storage = message({SUBJECT: "Dedans", BODY: "Texte", SENDER: "Luc"}, attachments=[note], header=24)
    logo: dict[int, str | bytes | int] = {FILE: "logo.png", DATA: b"\x89PNG", MIME: "image/png", CID: "logo@1"}
    content = msg(HEAD, attachments=[{FILE: "..\\f.pdf", DATA: b"%PDF-1.4", MIME: "application/pdf"}, logo, inner])
    document = read(content, "m.msg")
    assert [attachment.filename for attachment in document.attachments] == ["f.pdf", "Dedans.eml"]
    assert document.attachments[0].content == b"%PDF-1.4"
    assert read(content, "m.msg") == document
    forwarded = read(document.attachments[1].content, "Dedans.eml")
    assert texts(forwarded) == ["From: Luc\nSubject: Dedans", "Texte"]
    assert [(one.filename, one.content) for one in forwarded.attachments] == [("note.txt", b"salut")]


def test_messages_in_messages_come_to_an_end() -> None:
    storage: Storage = message({SUBJECT: "fond", BODY: "x"}, header=24)
    for _ in range(40):
        storage = message({SUBJECT: "couche", BODY: "x"}, attachments=[storage], header=24)
    content = msg(HEAD, attachments=[storage])
    depth = 0
    attachments = read(content, "m.msg").attachments
    while attachments:
        depth += 1
        attachments = read(attachments[0].content, "m.eml").attachments
    assert depth == 9


def test_addresses_that_are_none_and_odd_characters() -> None:
    odd = {**HEAD, SUBJECT: "a\r\nBcc: x@y\x00", SENDER: 'Zoé "la, <cheffe>"', ADDRESS: "/O=EX/CN=Z\r\nX: y"}
    document = read(msg(odd), "m.msg")
    assert document.title == "a Bcc: x@y"
    assert not any(line.startswith(("Bcc:", "X:")) for line in document.text.split("\n"))


def test_a_body_that_is_only_rtf_is_said_to_be_missing() -> None:
    rtf = {0x1009: b"LZFu"}
    head = {key: value for key, value in HEAD.items() if key != BODY}
    assert "RTF" in read(msg({**head, **rtf}), "m.msg").warnings[0]
    assert read(msg({**HEAD, **rtf}), "m.msg").warnings == ()


def test_refusals() -> None:
    whole = msg(HEAD)
    for content, error in (
        (msg({**HEAD, CLASS: "IPM.Note.SMIME"}), EncryptedFileError),
        (whole[: len(whole) // 2], DamagedFileError),
        (compound({"__properties_version1.0": b"x"}), NoTextError),
    ):
        with pytest.raises(error):
            parse(content, "m.msg", LIMITS)
