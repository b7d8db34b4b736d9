"""Drafts of the fields of invoices and contracts that a person corrected in the service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from eval.drafting.drafts import Draft, Learned, draft_id
from eval.drafting.field_questions import FieldQuestion, Language, field_question
from eval.drafting.material import Extract, Material
from eval.suites.suite import Gold
from eval.verdicts.judging import is_correct, squeezed
from rag.domain.contract import Contract
from rag.domain.document import Document
from rag.domain.invoice import Invoice
from rag.domain.rights import OWNER
from rag.errors import NotFoundError
from rag.store.corrected import corrected_contract, corrected_invoice
from rag.store.fact_rows import corrections_of
from rag.store.opening import Store
from rag.store.tables import contracts, corrections, invoices

_MOST_PLACES = 3
_SHORTEST_PLACE = 12


def drafts_of_corrections(store: Store, material: Material) -> Learned:
    """A draft for each field that was corrected: with its value and the places that print it, or, where a person said
    that there is none, without an answer."""
    result = Learned()
    with store.database.read() as connection:
        corrected = list(
            connection.execute(select(corrections.c.document_id).distinct().order_by("document_id")).scalars()
        )
    for document_id in corrected:
        try:
            document = store.catalogue.document(OWNER, document_id)
        except NotFoundError:
            continue
        facts, latest = _facts(store, document)
        if facts is None:
            result.left_out["a correction of a document that holds no typed facts now"] += 1
            continue
        passages = [one for one in material.extracts if one.found.passage.version_id == document.active_version_id]
        for name, correction_id in sorted(latest.items()):
            language: Language = "en" if document.language == "en" else "fr"
            asked = field_question(facts, name, document.filename, document.title, language)
            if asked is None:
                result.left_out[f"a correction of {name!r}, which is a code and no words of a document"] += 1
                continue
            draft = _corrected(correction_id, facts, name, asked, document, passages, language)
            result.drafts.append(draft)
    return result


def _facts(store: Store, document: Document) -> tuple[Invoice | Contract | None, dict[str, str]]:
    """The facts of the version that readers see, corrections applied, and the latest correction of each field."""
    version = document.active_version_id
    with store.database.read() as connection:
        made = corrections_of(connection, document.id, document.sha256)
        invoice = connection.execute(
            select(invoices.c.data).where(invoices.c.version_id == version)
        ).scalar_one_or_none()
        contract = connection.execute(
            select(contracts.c.data).where(contracts.c.version_id == version)
        ).scalar_one_or_none()
    latest = {one.field: one.id for one in made}
    if invoice is not None:
        return corrected_invoice(Invoice.from_json(invoice), made), latest
    if contract is not None:
        return corrected_contract(Contract.from_json(contract), made), latest
    return None, latest


def _corrected(
    correction_id: str,
    facts: Invoice | Contract,
    name: str,
    asked: FieldQuestion,
    document: Document,
    passages: Sequence[Extract],
    language: Language,
) -> Draft:
    place = facts.fields.get(name)
    page = (place.page if place is not None else None) or 1
    gold = list(_places_of(asked.value, document.filename, page, passages)) if asked.value else []
    unprinted = bool(asked.value) and not gold
    whole_page = [Gold(file=document.filename, page=page)]
    note = "The value is not printed as such: the whole page is its place." if unprinted else ""
    return Draft(
        id=draft_id("correction", correction_id),
        origin="correction",
        language=language,
        question=asked.question,
        answerable=asked.value is not None,
        answer=f"{asked.value}." if asked.value else "",
        accept=[asked.value] if asked.value else [],
        gold=(gold or whole_page) if asked.value else [],
        tags=["corrected", "invoice" if isinstance(facts, Invoice) else "contract", name],
        shown="\n".join(part for part in (f"{document.filename}, p. {page}: {name} was corrected.", note) if part),
    )


def _places_of(value: str, filename: str, page: int, passages: Sequence[Extract]) -> Iterator[Gold]:
    """The rows and lines that hold a value, those of the field's own page first; a short one with the line before."""
    found: dict[str, Gold] = {}
    for one in sorted(passages, key=lambda one: abs(one.found.passage.page - page)):
        before = ""
        for line in one.found.passage.text.splitlines():
            words = " ".join(line.split())
            if is_correct(words, [value]):
                quote = words if len(squeezed(words)) >= _SHORTEST_PLACE else f"{before} {words}".strip()
                start = one.found.passage.text.find(line)
                place = Gold(file=filename, page=one.found.passage.page_at(start), quote=quote)
                found.setdefault(squeezed(quote), place)
            before = words or before
    yield from list(found.values())[:_MOST_PLACES]
