"""Outlook messages (MSG): the same message as an e-mail file, and then read as one."""

from __future__ import annotations

import dataclasses
import email.policy
import email.utils
import hashlib
import struct
from email.message import EmailMessage

from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.domain import constants
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from ingest.parsing.document import ParsedDocument
from ingest.parsing.email import read_message
from ingest.parsing.limits import Limits
from rag.errors import DamagedFileError, EncryptedFileError

_EMBEDDED_HEADER = 24
_EMBEDDED_DATA = "__substg1.0_3701000D"
_SENDER_NAMES = (constants.PID_SENDER_NAME, constants.PID_SENT_REPRESENTING_NAME)
_SENDER_ADDRESSES = (0x5D01, constants.PID_SENDER_EMAIL_ADDRESS)
"""PidTagSenderSmtpAddress ([MS-OXPROPS] 2.1006), then the one that may be an Exchange name instead."""
_MAX_DEPTH = 10
_RTF_BODY = "The text of the message is only there as RTF, which is not read: save it as HTML or text and add that."
_RECIPIENTS = {1: "To", 2: "Cc"}
_UNSAID = (KeyError, ValueError, TypeError, LookupError, AttributeError, struct.error)
_ENCODINGS = (UnrecognizedCodePageError, UnsupportedEncodingError)


def parse_msg(content: bytes, limits: Limits) -> ParsedDocument:
    """An Outlook message as read ([MS-OXMSG]); messages inside it are handed on as EML files.

    Raises:
        DamagedFileError: it does not parse.
        EncryptedFileError: it is encrypted for its recipient.
    """
    try:
        message = Message.load(content)
        kind = message.message_class.upper()
        converted = _converted(message, 1)
        has_rtf = message.properties.binary_prop_value(constants.PID_RTF_COMPRESSED) is not None
        rtf_only = has_rtf and not message.body and not _html(message)
    except (*_UNSAID, OSError, AssertionError, RecursionError, *_ENCODINGS) as error:
        raise DamagedFileError(f"The Outlook message does not parse ({type(error).__name__}).") from error
    if kind == "IPM.NOTE.SMIME":
        raise EncryptedFileError("The message is encrypted for its recipient.", "Save it unencrypted and add that.")
    document = read_message(converted)
    if rtf_only:
        document = dataclasses.replace(document, warnings=(*document.warnings, _RTF_BODY))
    return document


class _Embedded(Message):
    """A message inside another: its properties begin earlier ([MS-OXMSG] 2.4.1.2)."""

    @property
    def properties(self) -> Properties:
        return Properties(self._storage, properties_header_offset=_EMBEDDED_HEADER)


def _converted(message: Message, depth: int) -> EmailMessage:
    mail = EmailMessage(policy=email.policy.default)
    _set(mail, "From", _sender(message))
    for name, addresses in _recipients(message).items():
        _set(mail, name, ", ".join(addresses))
    if message.sent_date:
        _set(mail, "Date", email.utils.format_datetime(message.sent_date))
    _set(mail, "Subject", message.subject)
    mail.set_content(message.body or "")
    if page := _html(message):
        mail.add_alternative(page, subtype="html")
    for attachment in message.attachments:
        _attach(mail, attachment, depth)
    _set_boundaries(mail, message)
    return mail


def _set_boundaries(mail: EmailMessage, message: Message) -> None:
    """Boundaries that are the same at each reading: what is handed on is known by its bytes."""
    words = f"{message.subject}\n{message.sent_date}\n{message.body}"
    digest = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
    for number, part in enumerate(mail.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{digest}_{number}")


def _set(mail: EmailMessage, name: str, value: str) -> None:
    """A header, unless there is nothing in it or nothing that the rules for addresses allow."""
    cleaned = " ".join(value.replace("\x00", "").split())
    if not cleaned:
        return
    try:
        mail[name] = cleaned
    except (*_UNSAID, IndexError):
        del mail[name]
        mail[name] = "".join(char for char in cleaned if char.isalnum() or char in " .@-_,")


def _sender(message: Message) -> str:
    if given := message.message_headers.get("From"):
        return given
    words = (message.properties.str_prop_value(pid) or "" for pid in _SENDER_NAMES)
    name = next((word for word in words if word), "")
    addresses = (message.properties.str_prop_value(pid) or "" for pid in _SENDER_ADDRESSES)
    address = next((one for one in addresses if "@" in one), "")
    return email.utils.formataddr((name if name != address else "", address)) if address else name


def _recipients(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for recipient in message.recipients:
        name = _RECIPIENTS.get(recipient.properties.int_prop_value(constants.PID_RECIPIENT_TYPE) or 1)
        if name:
            address = recipient.email_address if "@" in recipient.email_address else ""
            shown = email.utils.formataddr((recipient.name if recipient.name != address else "", address))
            found.setdefault(name, []).append(shown if address else recipient.name)
    return found


def _html(message: Message) -> str:
    try:
        return message.html_body or ""
    except (LookupError, UnicodeDecodeError, *_ENCODINGS):
        raw = message.properties.binary_prop_value(constants.PID_HTML) or b""
        return raw.decode("cp1252", "replace")


def _attach(mail: EmailMessage, attachment: Attachment, depth: int) -> None:
    inner: tuple[Storage, ...] = getattr(attachment._storage, "storages", ())
    embedded = next((storage for storage in inner if storage.name == _EMBEDDED_DATA), None)
    if embedded is not None:
        if depth < _MAX_DEPTH:
            mail.add_attachment(_converted(_Embedded(embedded), depth + 1))
        return
    content = attachment.file_bytes
    if not content:
        return
    maintype, _, subtype = (attachment.mime_type or "application/octet-stream").partition("/")
    properties = attachment.properties
    cid = properties.str_prop_value(constants.PID_ATTACH_CONTENT_ID)
    name = attachment.file_name or properties.str_prop_value(constants.PID_ATTACH_FILENAME) or "attachment"
    hidden = bool(properties.int_prop_value(constants.PID_ATTACHMENT_HIDDEN))
    mail.add_attachment(
        content,
        maintype="image" if maintype == "image" else "application",
        subtype=subtype if maintype == "image" and subtype.isalnum() else "octet-stream",
        filename=" ".join(name.split()),
        disposition="inline" if hidden or cid else "attachment",
        cid=f"<{cid}>" if cid and cid.isascii() else None,
    )
