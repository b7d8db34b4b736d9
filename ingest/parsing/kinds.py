"""Which kind of file some bytes are: the content decides, the name only where the content cannot tell.

Nothing here loads a parser: the web process uses it on uploads.
"""

from __future__ import annotations

import re
from pathlib import PurePath

import filetype

from ingest.parsing.containers import ole_streams, zip_member, zip_names

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
RTF = "application/rtf"
ZIP = "application/zip"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
CSV = "text/csv"
TSV = "text/tab-separated-values"
HTML = "text/html"
EMAIL = "message/rfc822"
XML = "application/xml"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
UNKNOWN = "application/octet-stream"

OOXML = frozenset({DOCX, XLSX, PPTX})
_SHEETS = frozenset({XLSX, XLS, ODS})
_PACKED = OOXML | {ODT, ODS, ODP}
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SNIFFED = 4096

_BY_EXTENSION = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".docm": DOCX,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".pptx": PPTX,
    ".pptm": PPTX,
    ".odt": ODT,
    ".ods": ODS,
    ".odp": ODP,
    ".doc": DOC,
    ".xls": XLS,
    ".ppt": PPT,
    ".msg": MSG,
    ".rtf": RTF,
    ".zip": ZIP,
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".eml": EMAIL,
    ".xml": XML,
    ".csv": CSV,
    ".tsv": TSV,
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".js": "text/javascript",
}
_IN_TEXT = frozenset({TEXT, MARKDOWN, CSV, TSV, HTML, EMAIL, XML, "application/json", "text/css", "text/javascript"})
_ZIP_MEMBERS = (
    ("word/document", DOCX),
    ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    ("xl/workbook", XLSX),
    ("ppt/presentation", PPTX),
    ("Index/Document.iwa", "application/vnd.apple.iwork"),
    ("META-INF/MANIFEST.MF", "application/java-archive"),
)
_OPEN_DOCUMENT = re.compile(
    rb"mimetype(application/(?:vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation|graphics)|epub\+zip))"
)
_OLE_STREAMS = (
    ("__properties_version1.0", MSG),
    ("WordDocument", DOC),
    ("PowerPoint Document", PPT),
    ("Workbook", XLS),
    ("Book", XLS),
)
_HTML = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:p|div|table|h1|h2|ul|span|title|meta|br)\b[^<>]*>",
    re.I,
)
_INVOICE_ROOT = re.compile(
    r"<(?:\w+:)?(?:Invoice|CreditNote|CrossIndustryInvoice|CrossIndustryDocument)\s[^<>]*\burn:(?:un|oasis|ferd):"
)
_HEADER = re.compile(r"^([!-9;-~]+):[ \t]?.*(?:\r?\n[ \t]+.*)*\r?\n", re.M)
_MAIL_HEADERS = frozenset({"from", "to", "date", "subject", "received", "mime-version", "message-id", "return-path"})
_TRANSPORT_HEADERS = frozenset({"received", "mime-version", "message-id", "return-path"})


def detect_media_type(content: bytes, filename: str) -> str:
    """The media type of ``content``; :data:`UNKNOWN` for what neither its bytes nor its name reveal."""
    named = _BY_EXTENSION.get(PurePath(filename).suffix.lower())
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(content, named)
    if content.startswith(OLE_MAGIC):
        return _ole_kind(content, named)
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"{\\rtf"):
        return RTF
    guessed = filetype.guess_mime(content[:8192])
    if guessed is not None and not _looks_like_text(content):
        return str(guessed)
    if not _looks_like_text(content):
        return named if named in (PDF, *OOXML) else UNKNOWN
    return _text_kind(_head(content), named)


def _zip_kind(content: bytes, named: str | None) -> str:
    declared = _OPEN_DOCUMENT.match(content[30:200])
    names = [] if declared else zip_names(content)
    if "mimetype" in names:
        declared = _OPEN_DOCUMENT.match(b"mimetype" + zip_member(content, "mimetype", 100))
    if declared:
        return declared[1].decode()
    for beginning, kind in _ZIP_MEMBERS:
        if any(name.startswith(beginning) for name in names):
            return kind
    # A package cut off before its list of members is still what its name says.
    return named if not names and named in _PACKED else ZIP


def _ole_kind(content: bytes, named: str | None) -> str:
    streams = ole_streams(content)
    if "EncryptedPackage" in streams:
        return named if named in OOXML else DOCX
    for stream, kind in _OLE_STREAMS:
        if stream in streams:
            return kind
    return named if named in (XLS, PPT, MSG) else DOC


def _looks_like_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in content:
        return False
    head = content[:_SNIFFED]
    controls = sum((byte < 32 and byte not in b"\t\n\r\f\x1b") or byte == 127 for byte in head)
    return controls * 50 <= len(head)


def _head(content: bytes) -> str:
    head = content[: _SNIFFED * 2]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace").removeprefix("\ufeff")


def _text_kind(head: str, named: str | None) -> str:
    start = head.lstrip()
    html = _HTML.search(start[:1024]) if start.startswith("<") else None
    if _INVOICE_ROOT.match(start):
        return XML
    if start.startswith("<?xml") and not re.search(r"<html[\s>]", start[:1024], re.I):
        return "image/svg+xml" if "<svg" in start[:1024] else XML
    if html and html.start() < 512 and named != MARKDOWN:
        return HTML
    # Many programs export a table as text and name it .xls, which spreadsheets open all the same.
    named = CSV if named in _SHEETS else named if named in _IN_TEXT else None
    if _is_mail(head, named):
        return EMAIL
    if named == XML:
        return XML if start.startswith("<") else TEXT
    if named in (None, EMAIL) or (named == HTML and "<" not in head):
        return TEXT
    return named


def _is_mail(head: str, named: str | None) -> bool:
    names = set()
    position = head.index("\n") + 1 if head.startswith("From ") and "\n" in head else 0
    while match := _HEADER.match(head, position):
        names.add(match[1].lower())
        position = match.end()
    if named == EMAIL:
        return bool(names & _MAIL_HEADERS)
    if named is None:
        return len(names & _MAIL_HEADERS) >= 2
    return len(names & _MAIL_HEADERS) >= 3 and bool(names & _TRANSPORT_HEADERS)
