"""Files inside a file: unpacked within bounds, named harmlessly, read later as documents of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from pathlib import PurePosixPath

from ingest.parsing.document import Attachment

_MAX_COUNT = 100
_MAX_BYTES = 200 * 1024 * 1024
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069:*?\"<>|]+")
_MAX_NAME = 150
_SMALL_PICTURE = 20 * 1024
_CID = re.compile(rb"cid:([^\"'\s>)]+)", re.I)


class Bounded:
    """Attachments gathered up to a number of files and of bytes; ``left_out`` counts those over the bounds."""

    def __init__(self, max_count: int | None = None, max_bytes: int | None = None) -> None:
        self.max_count = _MAX_COUNT if max_count is None else max_count
        self.max_bytes = _MAX_BYTES if max_bytes is None else max_bytes
        self.found: list[Attachment] = []
        self.left_out = 0
        self.bytes = 0
        self._names: dict[str, int] = {}

    def add(self, name: str, content: bytes) -> None:
        """Keeps a file if it fits and is not empty, under a name without folders that no other file here has."""
        if not content:
            return
        if len(self.found) >= self.max_count or self.bytes + len(content) > self.max_bytes:
            self.left_out += 1
            return
        self.bytes += len(content)
        self.found.append(Attachment(self._unique(_harmless(name) or f"attachment {len(self.found) + 1}"), content))

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence when files were left out."""
        bounds = f"over {self.max_count} files or {self.max_bytes // 1024**2} MB"
        return (f"{self.left_out} attachments were left out: {bounds}.",) if self.left_out else ()

    def _unique(self, name: str) -> str:
        times = self._names[name.lower()] = self._names.get(name.lower(), 0) + 1
        if times == 1:
            return name
        stem, dot, extension = name.rpartition(".")
        return self._unique(f"{stem} ({times}).{extension}" if dot else f"{name} ({times})")


def unpack(message: EmailMessage) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The attached files, forwarded messages among them, and a warning when some were left out.

    Pictures that the HTML of the message shows, and small ones that it could, are no documents: logos, signatures.
    """
    files = Bounded()
    shown = _shown_pictures(message)
    for part in _attached(message):
        content = _content(part)
        if not _is_decoration(part, content, shown):
            files.add(_name(part), content)
    return tuple(files.found), files.warnings


def _attached(message: Message) -> Iterator[Message]:
    """Parts that are files."""
    if message.get_content_type() == "message/rfc822":
        yield message
        return
    if message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _attached_part(part)


def _attached_part(part: Message) -> Iterator[Message]:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        yield part
    elif part.is_multipart():
        yield from _attached(part)
    elif (
        part.get_content_disposition() == "attachment"
        or part.get_filename()
        or (part.get_content_maintype() not in ("text", "image", "multipart") and kind != "application/pgp-signature")
    ):
        yield part


def _shown_pictures(message: EmailMessage) -> frozenset[str]:
    """The content ids that the message's own HTML refers to (RFC 2392)."""
    found: set[str] = set()
    for part in message.walk():
        if part.get_content_type() == "text/html" and part.get_content_disposition() != "attachment":
            found.update(cid.decode("latin-1") for cid in _CID.findall(_content(part)))
    return frozenset(found)


def _is_decoration(part: Message, content: bytes, shown: frozenset[str]) -> bool:
    if part.get_content_maintype() != "image":
        return False
    cid = str(part.get("Content-ID") or "").strip().strip("<>")
    if cid and cid in shown:
        return True
    inline = part.get_content_disposition() == "inline" or bool(cid)
    return inline and len(content) < _SMALL_PICTURE


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        return message.as_bytes() if isinstance(message, Message) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message) -> str:
    try:
        given = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        given = ""
    if not given and part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        subject = str(message.get("Subject", "")) if isinstance(message, Message) else ""
        given = f"{subject.replace('/', '_') or 'message'}.eml"
    return given


def _harmless(given: str) -> str:
    """The last part of a path without what could mislead a shell, a log or a reader of right-to-left marks."""
    name = PurePosixPath(_UNSAFE.sub("_", given.replace("\\", "/"))).name.strip(". ")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: _MAX_NAME - 10]}{dot}{extension[:10]}" if dot else name[:_MAX_NAME]
