from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.parsing import attachments, parse
from rag.errors import EncryptedFileError, NoTextError
from tests.ingest.parsing.makers import LIMITS, read, texts

PAGE = """<!DOCTYPE html><html>
<head><meta charset="utf-8"><title>CGV en ligne</title><style>p{color:red}</style></head>
<body><h1>Conditions</h1><script>alert("x")</script><p>Le prix est de <b>10&nbsp;€</b> par mois.</p>
<p style="display: none">caché un</p><div hidden>caché deux</div>
<h2>Tarifs</h2><table><tr><th>Offre</th><th>Prix</th></tr><tr><td>Base</td><td>10 €</td></tr></table>
<ul><li>premier</li><li>second</li></ul></body></html>"""


def test_html_as_a_reader_sees_it() -> None:
    document = read(PAGE.encode(), "cgv.html")
    assert "alert" not in document.text and "caché" not in document.text and "color" not in document.text
    assert [(document.text[b.start : b.end], b.level) for b in document.blocks if b.kind == "title"] == [
        ("Conditions", 1),
        ("Tarifs", 2),
    ]
    assert texts(document, "table") == ["Offre | Prix\nBase | 10 €"]
    assert texts(document, "list_item") == ["premier", "second"]
    assert document.title == "Conditions"


def test_html_says_its_encoding() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Échéance prévue</p></body></html>'
    assert read(page.encode("iso-8859-1"), "a.html").text == "Échéance prévue"


def test_html_without_anything_to_see() -> None:
    with pytest.raises(NoTextError):
        parse(b"<html><body><script>x()</script></body></html>", "a.html", LIMITS)


def message(html: bool = False) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Zoé <zoe@exemple.fr>", "Paul <paul@exemple.fr>"
    mail["Date"], mail["Subject"] = "Mon, 06 May 2024 09:00:00 +0200", "Facture de mai – échéance"
    mail.set_content("Bonjour,\n\nVoici la facture.\n")
    if html:
        mail.add_alternative("<p>Bonjour,</p><p style='display:none'>caché</p><p>Voici la facture.</p>", subtype="html")
    return mail


@pytest.mark.parametrize("html", [False, True])
def test_a_message_begins_with_who_wrote_what_when(html: bool) -> None:
    document = read(message(html).as_bytes(), "m.eml")
    assert document.text.startswith(
        "From: Zoé <zoe@exemple.fr>\nTo: Paul <paul@exemple.fr>\n"
        "Date: Mon, 06 May 2024 09:00:00 +0200\nSubject: Facture de mai – échéance\n\n"
    )
    assert texts(document)[1:] == ["Bonjour,", "Voici la facture."]
    assert document.title == "Facture de mai – échéance"


def test_attachments_are_handed_on_with_harmless_names() -> None:
    mail = message()
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../../etc/facture.pdf")
    mail.add_attachment(message(True))
    mail.add_attachment(b"notes", maintype="text", subtype="plain", filename="notes.txt")
    document = read(mail.as_bytes(), "m.eml")
    names = [attachment.filename for attachment in document.attachments]
    assert len(names) == 3 and names[1:] == ["Facture de mai – échéance.eml", "notes.txt"]
    assert "/" not in names[0] and names[0].endswith("facture.pdf")
    assert document.attachments[0].content == b"%PDF-1.4"
    forwarded = read(document.attachments[1].content, names[1])
    assert forwarded.title == "Facture de mai – échéance"
    assert "notes" not in document.text


def test_attachments_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_MAX_COUNT", 2)
    mail = message()
    for number in range(4):
        mail.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{number}.pdf")
    document = read(mail.as_bytes(), "m.eml")
    assert len(document.attachments) == 2 and "2 attachments were left out" in document.warnings[0]


def test_a_charset_that_does_not_exist() -> None:
    head = b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: x\r\n"
    raw = head + b"Content-Type: text/plain; charset=klingon\r\n\r\nPrix \xe9lev\xe9\r\n"
    assert texts(read(raw, "m.eml"))[-1] == "Prix élevé"


def test_an_encrypted_message() -> None:
    head = b"From: a@b.fr\r\nSubject: x\r\n"
    raw = head + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nAAAA"
    with pytest.raises(EncryptedFileError):
        parse(raw, "m.eml", LIMITS)
