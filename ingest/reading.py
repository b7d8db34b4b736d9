"""What happens to a document's bytes inside a parser process: parsed, cut into passages, its language told.

All of it runs there, not in the worker: text made to be slow hurts one document only, and what crosses the border
between the processes is small.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.chunking import chunk
from ingest.extraction.contracts import extract_contract
from ingest.extraction.invoices import extract_invoice
from ingest.likeness import runs_of, simhash
from ingest.parsing import detect_media_type, parse
from ingest.parsing.document import Attachment
from ingest.parsing.limits import Limits
from rag.domain.contract import Contract
from rag.domain.document import Page
from rag.domain.invoice import Invoice
from rag.domain.passage import Passage
from rag.errors import NoTextError
from rag.language import detect_language

_HEAD = 5_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as its worker needs it.

    ``title`` is the best one found inside it, or ""; ``simhash`` what its text looks like (:mod:`ingest.likeness`);
    ``invoice`` the typed invoice, ``contract`` the facts of a contract, where it is one.
    """

    media_type: str
    title: str
    language: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    attachments: tuple[Attachment, ...]
    warnings: tuple[str, ...]
    simhash: str | None
    invoice: Invoice | None
    contract: Contract | None = None


def read_document(content: bytes, *, filename: str, limits: Limits, document_id: str, version_id: str) -> Reading:
    """A document's passages and what is known of it.

    Raises:
        DocumentError: it cannot be read, or holds neither text nor attachments.
    """
    parsed = parse(content, filename, limits)
    passages = chunk(parsed, document_id, version_id)
    if not passages and not parsed.attachments:
        raise NoTextError("The document opens but holds no text.")
    warnings = list(parsed.warnings)
    if parsed.pages_without_text:
        numbers = ", ".join(str(number) for number in parsed.pages_without_text[:20])
        warnings.append(f"Pages without usable text, on which OCR found no words either: {numbers}.")
    invoice = parsed.invoice or extract_invoice(parsed)
    return Reading(
        media_type=detect_media_type(content, filename),
        title=parsed.title,
        language=detect_language(parsed.text[:_HEAD]),
        pages=parsed.pages,
        passages=tuple(passages),
        attachments=parsed.attachments,
        warnings=tuple(warnings),
        simhash=simhash(runs_of([parsed.text])),
        invoice=invoice,
        contract=None if invoice else extract_contract(parsed),
    )
