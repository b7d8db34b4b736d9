"""Files inside an e-mail: unpacked within bounds, read later as documents of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from pathlib import PurePosixPath

from ingest.parsing.document import Attachment

_MAX_COUNT = 100
_MAX_BYTES = 200 * 1024 * 1024
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_MAX_NAME = 150


def unpack(message: EmailMessage) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The attached files, forwarded messages among them, and a warning when some were left out."""
    attachments: list[Attachment] = []
    total = left_out = 0
    for part in _attached(message):
        content = _content(part)
        if not content:
            continue
        if len(attachments) >= _MAX_COUNT or total + len(content) > _MAX_BYTES:
            left_out += 1
            continue
        total += len(content)
        attachments.append(Attachment(_name(part, len(attachments) + 1), content))
    warning = f"{left_out} attachments were left out: over {_MAX_COUNT} files or {_MAX_BYTES // 1024**2} MB."
    return tuple(attachments), (warning,) if left_out else ()


def _attached(message: Message) -> Iterator[Message]:
    """Parts that are files; pictures shown inside the text (logos of signatures) are not."""
    if message.get_content_type() == "message/rfc822":
        yield message
        return
    if message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _attached_part(part)


def _attached_part(part: Message) -> Iterator[Message]:
    disposition = part.get_content_disposition()
    kind = part.get_content_type()
    if kind == "message/rfc822":
        yield part
    elif part.is_multipart():
        yield from _attached(part)
    elif (
        disposition == "attachment"
        or (part.get_filename() and not _is_inline_picture(part))
        or (part.get_content_maintype() not in ("text", "image", "multipart") and kind != "application/pgp-signature")
    ):
        yield part


def _is_inline_picture(part: Message) -> bool:
    return part.get_content_maintype() == "image" and (
        part.get_content_disposition() == "inline" or part.get("Content-ID") is not None
    )


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        return message.as_bytes() if isinstance(message, Message) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message, number: int) -> str:
    try:
        given = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        given = ""
    if not given and part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        subject = str(message.get("Subject", "")) if isinstance(message, Message) else ""
        given = f"{subject or f'message {number}'}.eml"
    name = PurePosixPath(_UNSAFE.sub("_", given)).name.strip(". ")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: _MAX_NAME - 10]}{dot}{extension[:10]}" if name else f"attachment {number}"
