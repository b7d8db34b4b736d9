"""Which kind of file some bytes are: the content decides, the name only where the content cannot tell.

Nothing here loads a parser: the web process uses it on uploads.
"""

from __future__ import annotations

import re
from pathlib import PurePath

import filetype

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
EMAIL = "message/rfc822"
XML = "application/xml"
UNKNOWN = "application/octet-stream"

READABLE = frozenset({PDF, DOCX, TEXT, MARKDOWN, HTML, EMAIL})
"""The media types that :func:`ingest.parsing.parse` reads."""

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SNIFFED = 4096

_BY_EXTENSION = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".eml": EMAIL,
    ".xml": XML,
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".js": "text/javascript",
}
_ZIP_MEMBERS = (
    (b"word/document", DOCX),
    (b"xl/workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"application/epub+zip", "application/epub+zip"),
)
_HTML = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:p|div|table|h1|h2|ul|span|title|meta|br)\b[^<>]*>",
    re.I,
)
_HEADER = re.compile(r"^([!-9;-~]+):[ \t]?.*(?:\r?\n[ \t]+.*)*\r?\n", re.M)
_MAIL_HEADERS = frozenset({"from", "to", "date", "subject", "received", "mime-version", "message-id", "return-path"})
_TRANSPORT_HEADERS = frozenset({"received", "mime-version", "message-id", "return-path"})


def detect_media_type(content: bytes, filename: str) -> str:
    """The media type of ``content``; :data:`UNKNOWN` for what neither its bytes nor its name reveal."""
    named = _BY_EXTENSION.get(PurePath(filename).suffix.lower())
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return _zip_kind(content, named)
    if content.startswith(OLE_MAGIC):
        return DOCX if _ENCRYPTED_PACKAGE in content else _ole_kind(filename)
    if content.startswith(b"{\\rtf"):
        return "application/rtf"
    guessed = filetype.guess_mime(content[:8192])
    if guessed is not None and not _looks_like_text(content):
        return str(guessed)
    if not _looks_like_text(content):
        return named if named in (PDF, DOCX) else UNKNOWN
    return _text_kind(_head(content), named)


def _zip_kind(content: bytes, named: str | None) -> str:
    for member, kind in _ZIP_MEMBERS:
        if member in content:
            return kind
    return DOCX if named == DOCX and b"PK\x05\x06" not in content else "application/zip"


def _ole_kind(filename: str) -> str:
    kinds = {
        ".xls": "application/vnd.ms-excel",
        ".ppt": "application/vnd.ms-powerpoint",
        ".msg": "application/vnd.ms-outlook",
    }
    return kinds.get(PurePath(filename).suffix.lower(), "application/msword")


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
    if start.startswith("<?xml") and not re.search(r"<html[\s>]", start[:1024], re.I):
        return "image/svg+xml" if "<svg" in start[:1024] else XML
    if html and html.start() < 512 and named != MARKDOWN:
        return HTML
    if _is_mail(head, named):
        return EMAIL
    if named == XML:
        return XML if start.startswith("<") else TEXT
    if named in (None, PDF, DOCX, EMAIL) or (named == HTML and "<" not in head):
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
    if named in (None, PDF, DOCX):
        return len(names & _MAIL_HEADERS) >= 2
    return len(names & _MAIL_HEADERS) >= 3 and bool(names & _TRANSPORT_HEADERS)
