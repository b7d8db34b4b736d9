"""What a question is narrowed to: a kind of document, a party, days, languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is. All but the first go by the kind of file; ``invoice`` is one whose facts were read,
    from its XML or its page."""

    INVOICE = "invoice"
    PDF = "pdf"
    PICTURE = "picture"
    WRITING = "writing"
    SHEET = "sheet"
    SLIDES = "slides"
    MAIL = "mail"
    TEXT = "text"


class DocumentLanguage(StrEnum):
    """The languages that documents are told apart by."""

    FRENCH = "fr"
    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which documents a question is put to; what is left empty narrows nothing.

    ``party`` is a name that must stand in the title, the file name or the beginning of the document. ``date_from`` and
    ``date_to`` (both included) are the issue date of typed invoices, the only documents whose date is known; with
    either, no other document is found.
    """

    kinds: tuple[DocumentKind, ...] = ()
    party: str = ""
    date_from: date | None = None
    date_to: date | None = None
    languages: tuple[DocumentLanguage, ...] = ()


EVERYTHING = Narrowing()
"""Nothing is left out."""
