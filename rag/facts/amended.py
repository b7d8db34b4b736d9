"""Contracts as their amendments leave them on a day, for the arithmetic of deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rag.domain.contract import Contract
from rag.domain.invoice import FieldState
from rag.facts.deadline_words import sentence
from rag.facts.inforce import FiledContract, amendment_name, amendments_of
from rag.store.contract_rows import ContractRow

_REPLACED = ("end_date", "renewal", "notice")


@dataclass(frozen=True, slots=True)
class AmendedContract:
    """A contract with what its amendments say of its end in place of its own words.

    ``row`` is the document of the contract itself. ``steps`` name the amendments, a sentence each; ``problem`` says
    what keeps deadlines from being worked out, None when nothing does.
    """

    row: ContractRow
    steps: tuple[str, ...] = ()
    problem: str | None = None


def as_amended(rows: Sequence[ContractRow], on: date, language: str) -> list[AmendedContract]:
    """The contracts among ``rows`` as their amendments among ``rows`` leave them on the day ``on``, in the same order.

    An amendment whose contract is there is no contract of its own; one whose contract is not stays, as a problem. A new
    first term is a problem too: it may be counted from the contract's beginning or from the amendment's.
    """
    filed = [FiledContract(row.document_id, row.contract) for row in rows]
    found: dict[str, list[FiledContract]] = {}
    if any(one.contract.amends for one in filed):
        found = {one.document_id: amendments_of(one, filed) for one in filed}
    placed = {amendment.document_id for amendments in found.values() for amendment in amendments}
    return [
        _amended(row, [each.contract for each in found.get(row.document_id, [])], on, language)
        for row in rows
        if row.document_id not in placed
    ]


def _amended(row: ContractRow, amendments: Sequence[Contract], on: date, language: str) -> AmendedContract:
    if row.contract.amends is not None:
        return AmendedContract(row, problem=sentence("orphan", language))
    contract, steps, problem = row.contract, list[str](), None
    for amendment in amendments:
        name, day = amendment_name(amendment, language), amendment.effective_date or amendment.signature_date
        if day is None or day > on:
            steps.append(sentence("amended_undated" if day is None else "amended_later", language, name=name, day=day))
            continue
        changes = _changes(amendment)
        key = "amended" if changes else "amended_elsewhere"
        steps.append(sentence(key, language, name=name, day=day, fields=tuple(changes)))
        doubtful = tuple(field for field in changes if _is_doubtful(amendment, field))
        if doubtful:
            steps.append(sentence("doubtful", language, fields=doubtful))
        if "term" in changes:
            problem = sentence("amended_term", language, name=name)
        contract = contract.model_copy(update=_merged(changes))
    return AmendedContract(replace(row, contract=contract), tuple(steps), problem)


def _changes(amendment: Contract) -> dict[str, Any]:
    """What an amendment says of a contract's end. A date says more than a term."""
    found = {field: value for field in _REPLACED if (value := getattr(amendment, field)) is not None}
    if amendment.term is not None and "end_date" not in found:
        found["term"] = amendment.term
    return found


def _merged(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, and no first term beside a new end: they would disagree."""
    return {**changes, "term": None, "open_ended": False} if "end_date" in changes else changes


def _is_doubtful(amendment: Contract, field: str) -> bool:
    return field in amendment.fields and amendment.fields[field].state is FieldState.DOUBTFUL
