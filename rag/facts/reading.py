"""A question about figures or deadlines as a plan, by a grammar for French and English; no model, nothing guessed.

Every word of the question must be accounted for: as part of a phrase that the grammar knows, as a known party, a
period, a number, or one of the few words that change nothing. One word more than that, and there is no plan: what it
would have narrowed would otherwise be lost, and the figure wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.domain.plan import Grouping, Plan
from rag.facts.grammar import contract_plans, invoice_plans
from rag.facts.grammar.absences import without_absent
from rag.facts.grammar.asked import Ambiguous, NotAPlan
from rag.facts.grammar.contract_words import CONTRACTS, END, NAMING, NOTICE
from rag.facts.grammar.filters import GROSS, NET, VAT
from rag.facts.grammar.marking import mark
from rag.facts.grammar.naming import Names
from rag.facts.grammar.nouns import CREDIT_NOTES, INVOICE, INVOICES
from rag.facts.grammar.prefaces import without_preface
from rag.facts.grammar.two_periods import beside_each_other
from rag.facts.parties import KnownParty

__all__ = ["Ambiguous", "read_plan"]


def read_plan(
    question: str, today: date, sellers: Sequence[KnownParty], buyers: Sequence[KnownParty]
) -> Plan | Ambiguous | None:
    """The plan of a question in French or English; None where no plan says all that the question says.

    ``sellers`` and ``buyers`` are the parties that the asker may know of. A party that the question names and nobody
    knows stands in the plan without name and keys, so that it is never taken for everybody. Where two known parties
    fit a name equally well, or one only by another letter, the answer is the choice between them.
    """
    names = Names(tuple(sellers), tuple(buyers))
    plan = _compared(question, today, names) or _absent(question, today, names) or _read(question, today, names)
    if plan is None and (alone := without_preface(question, today, names)) is not None:
        plan = _read(alone, today, names)
    return plan


def _compared(question: str, today: date, names: Names) -> Plan | Ambiguous | None:
    written = beside_each_other(question, today)
    plan = _read(written, today, names) if written else None
    return plan if isinstance(plan, Ambiguous) or (plan is not None and plan.against is not None) else None


def _absent(question: str, today: date, names: Names) -> Plan | Ambiguous | None:
    found = without_absent(question, today)
    plan = _read(found[0], today, names) if found else None
    if found is None or not isinstance(plan, Plan) or plan.group_by is not Grouping.SELLER or plan.sellers:
        return None
    return plan.model_copy(update={"absent": found[1]})


_OF_INVOICES = (INVOICES, INVOICE, CREDIT_NOTES, NET, GROSS, VAT)


def _read(question: str, today: date, names: Names) -> Plan | Ambiguous | None:
    try:
        marked = mark(question, today, "past", names)
        if marked is None:
            return None
        about_invoices = any(marked.has(noun) for noun in _OF_INVOICES)
        named = marked.has(CONTRACTS) or marked.has(NAMING)
        if named or ((marked.has(END) or marked.has(NOTICE)) and not about_invoices):
            ahead = mark(question, today, "future", names)
            return contract_plans.read(ahead) if ahead and not about_invoices else None
        return invoice_plans.read(marked, lambda: mark(question, today, "future", names), names, today)
    except NotAPlan:
        return None
