"""E-mail files: who wrote to whom, when, about what; the body; and the files that came with it."""

from __future__ import annotations

import email.policy
from email import message_from_bytes
from email.message import EmailMessage, Message

from unstructured.documents.elements import Element, NarrativeText, Text
from unstructured.partition.text import partition_text

from ingest.parsing.attachments import unpack
from ingest.parsing.blocks import assemble
from ingest.parsing.decoding import decode
from ingest.parsing.document import HIDDEN_TEXT, ParsedDocument
from ingest.parsing.html import HtmlText, html_text
from ingest.parsing.limits import Limits
from ingest.parsing.partitioning import partitioned
from rag.errors import DamagedFileError, EncryptedFileError

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_MAX_HEADER = 2_000


def parse_email(content: bytes, limits: Limits) -> ParsedDocument:
    """A message as read; its attachments are handed on unread.

    Raises:
        DamagedFileError: its parts do not fit together or its HTML cannot be read.
        EncryptedFileError: it is encrypted for its recipient.
    """
    try:
        message = message_from_bytes(content, policy=email.policy.default)
    except RecursionError as error:
        raise DamagedFileError("The parts of the message are nested too deeply.") from error
    if message.get_content_type() in _ENCRYPTED and message.get_param("smime-type") != "signed-data":
        raise EncryptedFileError("The message is encrypted for its recipient.", "Save it unencrypted and add that.")
    return read_message(message)


def read_message(message: EmailMessage) -> ParsedDocument:
    """The headers a reader is shown, the body and the attachments of a message."""
    lines = [f"{name}: {value}" for name in _HEADERS if (value := _header(message, name))]
    try:
        attachments, warnings = unpack(message)
        body = _body(message)
    except RecursionError as error:
        raise DamagedFileError("The parts of the message are nested too deeply.") from error
    elements: list[Element] = [NarrativeText("\n".join(lines))] if lines else []
    text, blocks = assemble([*elements, *body.elements])
    if body.hides_text:
        warnings += (HIDDEN_TEXT,)
    return ParsedDocument(
        text, blocks, title=_header(message, "Subject")[:300], attachments=attachments, warnings=warnings
    )


def _header(message: Message, name: str) -> str:
    try:
        values = [str(value) for value in message.get_all(name, [])]
    except (ValueError, AttributeError, IndexError, TypeError, LookupError):
        return ""
    return " ".join(", ".join(values).replace("\x00", "").split())[:_MAX_HEADER]


def _body(message: EmailMessage) -> HtmlText:
    """The best body; the charset that a message claims is not always one that exists.

    ``partition_email`` would fail on such a charset, and show what the HTML hides.
    """
    damage: DamagedFileError | None = None
    for kind in ("html", "plain"):
        try:
            part = message.get_body((kind,))
        except (AttributeError, KeyError, ValueError) as error:
            raise DamagedFileError("The parts of the message do not fit together.") from error
        if part is None:
            continue
        source = _body_text(part)
        if not source.strip():
            continue
        if part.get_content_subtype() == "html":
            try:
                body = html_text(source)
            except DamagedFileError as error:
                damage = error
                continue
        else:
            body = HtmlText(partitioned(partition_text, text=source, paragraph_grouper=False))
        if any(isinstance(element, Text) and element.text.strip() for element in body.elements):
            return body
    if damage:
        raise damage
    return HtmlText([])


def _body_text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset("utf-8")).replace("\r\n", "\n")
    except (LookupError, UnicodeDecodeError):
        return decode(content.replace(b"\x00", b""))
