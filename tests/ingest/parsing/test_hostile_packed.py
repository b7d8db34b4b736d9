"""Archives, office files, XML, HTML and mail made to hang, crash or reach out: each costs itself alone."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from ingest.parsing import parse
from ingest.parsing.isolation import ParserProcess
from rag.errors import SourcierError
from tests.ingest.parsing.hostile import end, parser_process
from tests.ingest.parsing.makers import LIMITS, docx

W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MEGABYTE = b" " * 1024**2
LAUGHS = b'<!ENTITY l0 "ha">' + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.fixture(scope="module")
def process() -> Iterator[ParserProcess]:
    with parser_process() as started:
        yield started


def zipped(members: Iterable[tuple[str, bytes | Iterable[bytes]]]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            with archive.open(name, "w", force_zip64=True) as member:
                for part in [content] if isinstance(content, bytes) else content:
                    member.write(part)
    return output.getvalue()


def word(body: bytes, head: bytes = b"") -> bytes:
    """A DOCX with this body, written by hand."""
    main = head + b"<w:document %s><w:body>%s</w:body></w:document>" % (W, body)
    with zipfile.ZipFile(io.BytesIO(docx(lambda document: None))) as usual:
        return zipped((name, main if name == "word/document.xml" else usual.read(name)) for name in usual.namelist())


def workbook(sheet: Iterable[bytes], before: bytes = b"") -> bytes:
    """An XLSX with one sheet, written by hand (ECMA-376, part 1, 18.2 and 18.3)."""
    spread = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = b"http://schemas.openxmlformats.org/package/2006/"
    kinds = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
    head = b'<worksheet xmlns="%s"><sheetData>' % spread
    members: list[tuple[str, bytes | Iterable[bytes]]] = [
        (
            "[Content_Types].xml",
            b'<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            b'package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/>'
            b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="%sworksheet+xml"/></Types>'
            % (packages, kinds, kinds),
        ),
        (
            "_rels/.rels",
            b'<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="%s/officeDocument"'
            b' Target="xl/workbook.xml"/></Relationships>' % (packages, office),
        ),
        (
            "xl/workbook.xml",
            b'<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Tarifs" sheetId="1" r:id="r1"/></sheets>'
            b"</workbook>" % (spread, office),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b'<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="%s/worksheet"'
            b' Target="worksheets/sheet1.xml"/></Relationships>' % (packages, office),
        ),
        ("xl/worksheets/sheet1.xml", (before + head, *sheet, b"</sheetData></worksheet>")),
    ]
    return zipped(members)


def rows(count: int) -> Iterator[bytes]:
    for start in range(1, count + 1, 1000):
        yield b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n) for n in range(start, start + 1000))


def archives_in_archives(depth: int) -> bytes:
    """Each holds four of the next: 4 ** depth files in all."""
    content = zipped([("a.txt", b"bonjour")])
    for _ in range(depth):
        content = zipped([(f"{number}.zip", content) for number in range(4)])
    return content


def message(kind: bytes, body: bytes) -> bytes:
    return b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: %s\r\n\r\n%s" % (kind, body)


MAIL = message(b"text/plain", b"bonjour")


def nested_parts(depth: int) -> bytes:
    body, kind = b"bonjour\r\n", b"text/plain"
    for n in range(depth):
        body = b"--b%d\r\nContent-Type: %s\r\n\r\n%s\r\n--b%d--\r\n" % (n, kind, body, n)
        kind = b"multipart/mixed; boundary=b%d" % n
    return message(kind, body)


def forwarded(depth: int) -> bytes:
    content = MAIL
    for _ in range(depth):
        content = message(b"message/rfc822", content)
    return content


WIDE_CELL = b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
FAR_CELL = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
TO, SUBJECT = b"To: c@d.fr", b"Subject: x"


@pytest.mark.parametrize(
    ("filename", "make", "expected"),
    [
        ("archives.zip", lambda: archives_in_archives(6), "too_large"),
        ("large.zip", lambda: zipped([("a.txt", [MEGABYTE] * 300)]), "too_large"),
        ("many.zip", lambda: zipped((f"{n}.txt", b"x") for n in range(20_000)), "too_large"),
        ("large.docx", lambda: zipped([("word/document.xml", [MEGABYTE] * 300)]), "too_large"),
        ("deep.docx", lambda: word(b"<w:p>" * 100_000 + b"</w:p>" * 100_000), "damaged_file"),
        ("laughs.docx", lambda: word(b"<w:p/>", b"<!DOCTYPE a [%s]>" % LAUGHS), "damaged_file"),
        ("wide.docx", lambda: word(WIDE_CELL), "no_text damaged_file too_large parser_crashed"),
        ("rows.xlsx", lambda: workbook(rows(1_048_000)), "too_large active"),
        ("far.xlsx", lambda: workbook([FAR_CELL]), "too_large active"),
        ("deep.html", lambda: b"<html><body>" + b"<div>" * 200_000 + b"x", "damaged_file"),
        ("tables.html", lambda: b"<html><body>" + b"<table><tr><td>" * 5_000 + b"x", "damaged_file"),
        ("laughs.html", lambda: b"<!DOCTYPE html [%s]><html><body>&l9;" % LAUGHS, "active"),
        ("wide.html", lambda: b"<table><tr><td colspan=1000000000 rowspan=1000000000>x", "active"),
        ("parts.eml", lambda: nested_parts(200), "active damaged_file"),
        ("deep.eml", lambda: nested_parts(3_000), "damaged_file"),
        ("forwarded.eml", lambda: forwarded(200), "active damaged_file"),
        ("far.eml", lambda: forwarded(2_000), "damaged_file"),
        ("to.eml", lambda: MAIL.replace(TO, b"To: " + b"(" * 50_000), "active damaged_file parser_crashed"),
        ("subject.eml", lambda: MAIL.replace(SUBJECT, b"Subject: " + b"=?utf-8?q?" * 5_000), "active"),
        ("wide.csv", lambda: b"a," * 500_000, "too_large active damaged_file"),
        ("open.csv", lambda: b'"' * 1_000_001, "too_large active damaged_file no_text"),
    ],
)
def test_ends_with_its_reason(process: ParserProcess, filename: str, make: Callable[[], bytes], expected: str) -> None:
    assert end(process, make(), filename) in expected.split()


def test_a_mail_of_two_thousand_parts(process: ParserProcess) -> None:
    part = b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=%d.pdf\r\n\r\nx\r\n"
    content = message(b"multipart/mixed; boundary=b", b"".join(part % n for n in range(2_000)) + b"--b--")
    document = process.parse(content, "a.eml", LIMITS, 60)
    assert len(document.attachments) == 100 and "1900 attachments were left out" in document.warnings[0]


@pytest.mark.parametrize(
    ("filename", "root"), [("a.xml", b"Invoice"), ("a.svg", b"svg"), ("a.docx", b""), ("a.html", b"html")]
)
def test_a_billion_laughs_are_not_laughed(process: ParserProcess, filename: str, root: bytes) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE %s [%s]><%s>&l9;</%s>' % (root, LAUGHS, root, root)
    if filename == "a.docx":
        bomb = word(b"<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", b"<!DOCTYPE a [%s]>" % LAUGHS)
    assert end(process, bomb, filename) in {"damaged_file", "unsupported_kind", "active", "no_text"}


def test_nothing_outside_is_read_or_called(tmp_path: Path) -> None:
    """In this process, where the network is open: the parsers themselves must not reach out."""
    (tmp_path / "canary.txt").write_text("CANARY")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        for place in ((tmp_path / "canary.txt").as_uri(), f"http://127.0.0.1:{server.getsockname()[1]}/canary"):
            for name, content in _reaching_out(place.encode()):
                try:
                    document = parse(content, name, LIMITS)
                except SourcierError:
                    continue
                assert "CANARY" not in document.text and not document.attachments, name
        with pytest.raises(BlockingIOError):
            server.accept()


def _reaching_out(place: bytes) -> Iterator[tuple[str, bytes]]:
    xml, entities = (
        b'<?xml version="1.0"?>',
        b'[<!ENTITY x SYSTEM "%s"><!ENTITY %% y SYSTEM "%s"> %%y;]>' % (place, place),
    )
    ubl = b"urn:oasis:names:specification:ubl:schema:xsd:"
    invoice = b'<Invoice xmlns="%sInvoice-2" xmlns:cbc="%sCommonBasicComponents-2"><cbc:ID>&x;</cbc:ID></Invoice>'
    invoice %= ubl, ubl
    shown = b'<img src="%s"><iframe src="%s"></iframe><object data="%s"></object>' % (place, place, place)
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    linked = b'message/external-body; access-type=URL; URL="%s"' % place
    yield "a.xml", xml + b"<!DOCTYPE Invoice " + entities + invoice
    yield "b.xml", xml + b'<!DOCTYPE Invoice SYSTEM "%s">' % place + invoice.replace(b"&x;", b"1")
    yield "a.svg", xml + b"<!DOCTYPE svg " + entities + b"<svg><text>&x;</text></svg>"
    yield "a.docx", word(b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", b"<!DOCTYPE a " + entities)
    yield "a.xlsx", workbook([cell], b"<!DOCTYPE worksheet " + entities)
    yield "a.html", b"<!DOCTYPE html " + entities + b"<html><body>&x;<p>bonjour</p>" + shown
    yield "a.md", b"# Titre\n\n![x](%s)\n\n" % place + shown
    yield "a.eml", message(b"text/html", b"<p>bonjour</p>" + shown)
    yield "b.eml", message(linked, b"Content-Type: text/plain\r\n\r\n")
    yield "a.txt", place
