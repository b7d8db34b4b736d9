"""A language model as the second reader of a question about figures, where the grammar's phrases are not enough.

The model may settle what is asked, a sum or a list, where the words leave that open, and nothing else: parties, times,
numbers and every other filter are read from the words by the grammar's rules, all words must be accounted for as there
(with some more words for spending and billing), and where the model reads any of it otherwise there is no plan.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from rag.domain.plan import Amount, Grouping, Measure, Plan
from rag.errors import TransientError
from rag.facts.grammar import invoice_plans
from rag.facts.grammar.asked import Ambiguous, NotAPlan
from rag.facts.grammar.contract_words import CONTRACTS
from rag.facts.grammar.draft import Reading
from rag.facts.grammar.invoice_reading import read_words
from rag.facts.grammar.marking import mark
from rag.facts.grammar.naming import Names
from rag.facts.parties import KnownParty
from rag.language import words
from rag.models.language_model import Completion, LanguageModel, Message

SPENDING = frozenset(
    """
    revient reviennent revenu revenue revenus revenues revenait coutait couter couteront claque claques flambe
    englouti engloutis decaisse decaisser debite debites debourser sorti sortis parti partis lache laches
    douille raque raques ardoise note outlay outlays outgoings outgoing shelled forked blew blown burned burnt
    went gone shell fork rack racked came
    """.split()  # noqa: SIM905
)
"""Folded words for spending that the grammar has no phrase with."""

_BESIDE = SPENDING | frozenset(
    """
    ca cela en out up on passe passes cher donc nous envoye envoyes envoyees adresse adressees transmis
    transmises fait faits compte tenu rapport got came down money argent fric niveau cote question concernant
    about regarding side through eu
    """.split()  # noqa: SIM905
)
_FIGURES = frozenset(
    """
    combien total totaux montant montants somme moyenne nombre facture factures fournisseur fournisseurs depense
    depenses much many amount sum average number invoice invoices supplier suppliers spend spent bill bills cost
    costs
    """.split()  # noqa: SIM905
)
_NONE = "none"
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "possible": {"type": "boolean"},
        "measure": {"enum": [measure.value for measure in Measure]},
        "amount": {"enum": [amount.value for amount in Amount]},
        "supplier": {"type": "string"},
        "time": {"type": "string"},
        "group_by": {"enum": [*(group.value for group in Grouping if group is not Grouping.KIND), _NONE]},
    },
    "required": ["possible", "measure", "amount", "supplier", "time", "group_by"],
}


def read_with_model(
    question: str, today: date, sellers: Sequence[KnownParty], buyers: Sequence[KnownParty], model: LanguageModel
) -> Plan | Ambiguous | None:
    """The plan of a question that :func:`rag.facts.reading.read_plan` made none of; None where there is none, or the
    model is away or writes something else.

    The model is asked only where the question speaks of figures and all its words are accounted for.
    """
    if not _FIGURES & set(words(question)):
        return None
    names = Names(tuple(sellers), tuple(buyers))
    try:
        marked = mark(question, today, "past", names)
        if marked is None or marked.has(CONTRACTS):
            return None
        reading = read_words(marked, lambda: mark(question, today, "future", names), _BESIDE)
        written = _asked_of_model(question, model)
        if written is None or not _agrees(written, reading):
            return None
        draft = reading.draft
        draft.measure = draft.measure or Measure(written["measure"])
        draft.spent = draft.spent or bool(SPENDING & set(words(question)))
        return invoice_plans.settle(reading, names, today)
    except NotAPlan:
        return None


def _agrees(written: dict[str, Any], reading: Reading) -> bool:
    """Whether the model reads what the words say: the measure too, unless they leave a sum or list open."""
    draft = reading.draft
    amount = draft.amount or (Amount.VAT if draft.vat_rate is not None else Amount.GROSS)
    open_measures = (Measure.SUM, Measure.LIST) if draft.measure is None else (draft.measure,)
    named = bool(reading.mentions or reading.unknown)
    return (
        written["possible"] is True
        and written["measure"] in open_measures
        and written["amount"] == amount
        and written["group_by"] == (draft.group or _NONE)
        and bool(written["supplier"].strip()) == named
        and bool(written["time"].strip()) == (reading.period is not None)
    )


def _asked_of_model(question: str, model: LanguageModel) -> dict[str, Any] | None:
    messages = [*_preamble(), Message("user", f"Question: {' '.join(question.split())}")]
    try:
        written = json.loads("".join(model.stream(messages, _SCHEMA, Completion())))
    except (TransientError, ValueError, RecursionError):
        return None
    if not isinstance(written, dict) or not all(name in written for name in _SCHEMA["required"]):
        return None
    texts = all(isinstance(written[name], str) for name in ("measure", "amount", "supplier", "time", "group_by"))
    return written if texts else None


@cache
def _preamble() -> tuple[Message, ...]:
    """Instructions, then worked examples, parted by lines of ``---`` in a Markdown file."""
    text = (resources.files("rag.facts") / "prompts" / "plan.md").read_text(encoding="utf-8")
    parts = [part.strip() for part in text.split("\n---\n")]
    roles = ["system", *["user", "assistant"] * (len(parts) // 2)]
    return tuple(Message(role, part) for role, part in zip(roles, parts, strict=True))
