"""What a list of invoices is narrowed to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Depends, Query

from rag.domain.facts import InvoicePage, Left
from rag.domain.invoice import InvoiceType
from rag.domain.plan import DateBasis, Measure, PartyChoice, Period, Plan
from rag.domain.rights import Reader
from rag.errors import RequestError
from rag.facts.parties import fitting
from rag.opening import QueryEngine
from rag.service.facts_schemas import State


class Filters:
    """What a list of invoices is narrowed to, as query parameters; what is left out narrows nothing."""

    def __init__(
        self,
        seller: Annotated[
            str | None, Query(max_length=200, description="A name, as `/v1/parties` or a page has it.")
        ] = None,
        buyer: Annotated[str | None, Query(max_length=200)] = None,
        number: Annotated[str | None, Query(max_length=200)] = None,
        date_from: date | None = None,
        date_to: date | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
        type: InvoiceType | None = None,
        least: Annotated[Decimal | None, Query(alias="min", max_digits=18, description="Of the gross amount.")] = None,
        most: Annotated[Decimal | None, Query(alias="max", max_digits=18, description="Of the gross amount.")] = None,
        state: State | None = None,
    ) -> None:
        issued, due = period_of(date_from, date_to), period_of(due_from, due_to)
        if issued and due:
            raise RequestError("The list is narrowed by one day only.", "Give date_from, date_to or due_from, due_to.")
        self._state: Left | Literal["counted"] | None = None
        if state is not None:
            self._state = "counted" if state is State.COUNTED else Left(state)
        self._names = {"seller": seller, "buyer": buyer}
        self._plan = Plan(
            measure=Measure.SUM,
            number=number,
            period=issued or due,
            basis=DateBasis.DUE if due else DateBasis.ISSUE,
            currency=currency,
            types=(type,) if type else (),
            at_least=least,
            at_most=most,
        )

    def page(self, engine: QueryEngine, reader: Reader, today: date, cursor: str | None, limit: int) -> InvoicePage:
        """A page of the list."""
        plan = self._plan_for(engine, reader)
        if plan is None:
            return InvoicePage(invoices=())
        return engine.facts.invoices(reader, plan, today, cursor, limit, self._state)

    def _plan_for(self, engine: QueryEngine, reader: Reader) -> Plan | None:
        """The plan of these filters; None where a party is none that the reader may know, so that nothing fits."""
        chosen: dict[str, tuple[PartyChoice, ...]] = {}
        for role, name in self._names.items():
            if name is None:
                continue
            known = engine.facts.known_parties(reader, role)
            fits = [party for party in known if party.name == name] or fitting(name, known)
            if not fits:
                return None
            chosen[f"{role}s"] = tuple(PartyChoice(asked=name, name=party.name, keys=party.keys) for party in fits)
        return self._plan.model_copy(update=chosen)


FiltersOf = Annotated[Filters, Depends()]


def period_of(first: date | None, last: date | None) -> Period | None:
    """The days between two, both included; None where both are open.

    Raises:
        RequestError: the last day is before the first.
    """
    if first is None and last is None:
        return None
    if first and last and last < first:
        raise RequestError("The last day is before the first.", "Turn the two days round.")
    return Period(start=first, end=last)
