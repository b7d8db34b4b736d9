"""What contracts say of one term, each with its words: notice, end, law … as amendments in force leave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rag.domain.contract import Contract
from rag.domain.facts import FactDocument, FactsResult, Figure, StatedTerm, TermSource
from rag.domain.invoice import FieldState
from rag.domain.plan import ContractTerm, Plan
from rag.errors import RequestError
from rag.facts.amended import AmendedContract, as_amended
from rag.facts.contract_plans import has_party
from rag.facts.deadlines import work_out
from rag.facts.term_sentences import term_sentence
from rag.language import folded_name
from rag.store.contract_rows import ContractRow

_FIELDS: dict[ContractTerm, tuple[tuple[str, ...], ...]] = {
    ContractTerm.NOTICE: (("notice",), ("end_date", "term", "open_ended"), ("renewal",)),
    ContractTerm.END: (("end_date", "term", "open_ended"), ("renewal",)),
    ContractTerm.EFFECTIVE: (("effective_date",),),
    ContractTerm.SIGNATURE: (("signature_date",),),
    ContractTerm.DURATION: (("term", "open_ended", "end_date"),),
    ContractTerm.RENEWAL: (("renewal",),),
    ContractTerm.LAW: (("governing_law",),),
    ContractTerm.COURT: (("court",),),
    ContractTerm.PARTIES: (("parties",),),
}
"""The fields that a term is read from: of each group the first that the contract has. The first group must have one,
and surely read; the others are what a day is counted from, whose doubts the arithmetic itself names."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A field's value in force, and the document that says it."""

    field: str
    row: ContractRow


def fitting(rows: Sequence[ContractRow], plan: Plan) -> list[ContractRow]:
    """The contracts that a plan for a term is about, in the order of ``rows``: amendments or originals, never both."""
    return [row for row in rows if bool(row.contract.amends) == plan.amendments and _fits(row.contract, plan)]


def run(rows: Sequence[ContractRow], plan: Plan, today: date, language: str) -> FactsResult | None:
    """What each contract that fits says of the plan's terms; None where one of them does not say one, or
    doubtfully, and where there is none.

    Raises:
        RequestError: the plan asks for no term.
    """
    if plan.term is None:
        raise RequestError("This plan asks contracts for no term.", "Name one in `term`, or list the contracts.")
    wanted = fitting(rows, plan)
    by_id = {row.document_id: row for row in wanted}
    amended = (
        [AmendedContract(row) for row in wanted]
        if plan.amendments
        else [one for one in as_amended(rows, today, language) if one.row.document_id in by_id]
    )
    asked = (plan.term, *plan.terms)
    told = [_stated(term, one, by_id[one.row.document_id], rows, today, language) for one in amended for term in asked]
    stated = [one for one in told if one is not None]
    if not stated or len(stated) < len(wanted) * len(asked):
        return None
    return FactsResult(
        plan=plan,
        words=" ".join(term.words for term in stated),
        figures=(Figure(value=Decimal(len(wanted)), documents=len(wanted)),),
        included=tuple(_document(row) for row in wanted),
        included_count=len(wanted),
        terms=tuple(stated),
    )


def _fits(contract: Contract, plan: Plan) -> bool:
    if plan.sellers and not has_party(contract, plan.sellers):
        return False
    if plan.contract_kind is not None and contract.kind != plan.contract_kind:
        return False
    if plan.number is None:
        return True
    numbers = [contract.number, contract.amends.number if contract.amends else None]
    return folded_name(plan.number) in {folded_name(number) for number in numbers if number}


def _stated(
    term: ContractTerm,
    amended: AmendedContract,
    original: ContractRow,
    rows: Sequence[ContractRow],
    today: date,
    language: str,
) -> StatedTerm | None:
    """The term as a sentence; None where the contract does not say it or says two things, or an amendment unsettles
    it."""
    contract = amended.row.contract
    if amended.problem is not None and term in (ContractTerm.END, ContractTerm.DURATION):
        return None
    said: list[_Said] = []
    for place, names in enumerate(_FIELDS[term]):
        field = next((name for name in names if getattr(contract, name)), None)
        if field is None and place == 0:
            return None
        if field is not None:
            said.append(_Said(field, _saying(field, contract, original, rows)))
    worked = work_out(contract, today, language)
    words = term_sentence(term, contract, _title(original), worked, today, language)
    if original.contract.amends is not None:
        # Its heading says which amendment it is.
        said.append(_Said("title", original))
    sources = [source for one in said for source in _sources(one)]
    if words is None or not sources or any(one.clause.state is FieldState.DOUBTFUL for one in _sources(said[0])):
        return None
    steps = (*amended.steps, *worked.steps) if term in (ContractTerm.END, ContractTerm.NOTICE) else ()
    return StatedTerm(document_id=original.document_id, words=words, steps=steps, sources=tuple(sources))


def _title(row: ContractRow) -> str:
    """A document is called by its title, an amendment by its own heading: its title may be the contract's."""
    return row.contract.title if row.contract.amends and row.contract.title else row.title


def _saying(field: str, contract: Contract, original: ContractRow, rows: Sequence[ContractRow]) -> ContractRow:
    """The document whose words the value in force is: the contract's, or the amendment's that changed it."""
    value = getattr(contract, field)
    if getattr(original.contract, field) == value:
        return original
    changed = [row for row in rows if row.contract.amends and getattr(row.contract, field) == value]
    return changed[-1] if changed else original


def _sources(said: _Said) -> list[TermSource]:
    fields = said.row.contract.fields
    names = [said.field]
    if said.field == "parties":
        names = [name for name in fields if name.startswith("parties.") and name.count(".") == 1]
    return [
        TermSource(
            document_id=said.row.document_id,
            version_id=said.row.version_id,
            title=said.row.title,
            filename=said.row.filename,
            clause=fields[name],
        )
        for name in names
        if name in fields
    ]


def _document(row: ContractRow) -> FactDocument:
    parties = row.contract.parties
    return FactDocument(
        document_id=row.document_id,
        version_id=row.version_id,
        title=row.title,
        filename=row.filename,
        number=row.contract.number,
        party=parties[0].name if parties else None,
    )
