from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.parsing import attachments, parse
from ingest.parsing.document import HIDDEN_TEXT
from rag.errors import DamagedFileError, EncryptedFileError, NoTextError
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


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">PIÈGE</p>',
        '<p style="visibility: hidden">PIÈGE</p>',
        "<div hidden><p>PIÈGE</p></div>",
        '<p style="font-size:0px">PIÈGE</p>',
        '<p style="opacity:0.0">PIÈGE</p>',
        '<p style="position:absolute;left:-9999px">PIÈGE</p>',
        '<p style="color:#FFFFFF">PIÈGE</p>',
        '<p><font color="white">PIÈGE</font></p>',
        '<div style="background:#fff"><p style="color: rgb(255, 255, 255)">PIÈGE</p></div>',
        '<p style="color:transparent">PIÈGE</p>',
    ],
)
def test_hidden_text_is_left_out_and_said(hidden: str) -> None:
    document = read(f"<html><body><p>Vu</p>{hidden}<p>Vu aussi</p></body></html>".encode(), "a.html")
    assert texts(document) == ["Vu", "Vu aussi"]
    assert document.warnings == (HIDDEN_TEXT,)


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="font-size:0.8em;opacity:0.5">MONTRÉ</p>',
        '<p style="margin-left:-300px; padding-left:300px">MONTRÉ</p>',
        '<table bgcolor="#003366"><tr><td style="color:#fff">MONTRÉ</td></tr></table>',
        '<div style="background-color: navy"><p style="color:white">MONTRÉ</p></div>',
        '<style>.b{background:#036}</style><p class="b"><span style="color:#fff">MONTRÉ</span></p>',
        '<p style="background-color:#fff">MONTRÉ</p>',
        '<p style="border-color:#fff">MONTRÉ</p><!-- un commentaire --><p style="display:none"> </p>',
    ],
)
def test_what_only_resembles_hidden_text_is_read(shown: str) -> None:
    document = read(f"<html><body>{shown}</body></html>".encode(), "a.html")
    assert "MONTRÉ" in document.text and document.warnings == ()


@pytest.mark.parametrize("depth", [100, 300, 1900])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    page = "<html><body>" + "<div>" * depth + "<p>au fond</p>" + "</div>" * depth + "<p>à la fin</p></body></html>"
    assert read(page.encode(), "a.html").text.split() == ["au", "fond", "à", "la", "fin"]


def test_bottomless_nesting_is_an_error_not_silence() -> None:
    with pytest.raises(DamagedFileError, match="nested"):
        parse(b"<html><body>" + b"<div>" * 200_000 + b"<p>au fond</p>", "a.html", LIMITS)


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


def picture(mail: EmailMessage, size: int, cid: str | None, disposition: str) -> None:
    mail.add_attachment(
        b"\x89PNG" + bytes(size),
        maintype="image",
        subtype="png",
        disposition=disposition,
        filename=f"{size}.png",
        cid=cid,
    )


def test_pictures_of_the_letter_itself_are_no_documents() -> None:
    mail = message()
    mail.add_alternative('<p>Bonjour</p><img src="cid:photo@x">', subtype="html")
    picture(mail, 90_000, "<photo@x>", "inline")
    picture(mail, 300, "<logo@x>", "inline")
    picture(mail, 90_001, "<scan@x>", "inline")
    picture(mail, 301, None, "attachment")
    names = [attachment.filename for attachment in read(mail.as_bytes(), "m.eml").attachments]
    assert names == ["90001.png", "301.png"]


def test_attachments_of_one_name_are_numbered() -> None:
    mail = message()
    for content in (b"un", b"deux", b"trois"):
        mail.add_attachment(content, maintype="application", subtype="pdf", filename="Scan.PDF")
    names = [attachment.filename for attachment in read(mail.as_bytes(), "m.eml").attachments]
    assert names == ["Scan.PDF", "Scan (2).PDF", "Scan (3).PDF"]


def test_a_body_that_cannot_be_read_leaves_the_other() -> None:
    mail = message()
    mail.add_alternative("<div>" * 5_000 + "piège", subtype="html")
    assert texts(read(mail.as_bytes(), "m.eml"))[1:] == ["Bonjour,", "Voici la facture."]
    alone = EmailMessage()
    alone.set_content("<div>" * 5_000 + "piège", subtype="html")
    with pytest.raises(DamagedFileError, match="nested"):
        parse(b"From: a@b.fr\nDate: x\n" + alone.as_bytes(), "m.eml", LIMITS)


def test_parts_nested_without_end() -> None:
    raw = b"From: a@b.fr\nTo: c@d.fr\nSubject: x\n"
    for number in range(3000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    with pytest.raises((DamagedFileError, NoTextError)):
        parse(raw + b"\n\nfond", "m.eml", LIMITS)


def test_a_charset_that_does_not_exist() -> None:
    head = b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: x\r\n"
    raw = head + b"Content-Type: text/plain; charset=klingon\r\n\r\nPrix \xe9lev\xe9\r\n"
    assert texts(read(raw, "m.eml"))[-1] == "Prix élevé"


def test_an_encrypted_message() -> None:
    head = b"From: a@b.fr\r\nSubject: x\r\n"
    raw = head + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nAAAA"
    with pytest.raises(EncryptedFileError):
        parse(raw, "m.eml", LIMITS)
