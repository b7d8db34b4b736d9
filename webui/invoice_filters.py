"""What the view of invoices is narrowed to, as the list takes it and as a plan for the totals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from rag.domain.facts import Left
from rag.domain.invoice import InvoiceType
from webui.escape import visible
from webui.facts_client import FactsClient, Party
from webui.session import language, t
from webui.texts import Language

_BASES = ("issue", "due")
_TYPED: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"-?[0-9]{1,3}(?:[ \u00a0\u202f]?[0-9]{3}){0,5}(?:,[0-9]{1,4}|\.[0-9]{1,2})?"),
    "en": re.compile(r"-?[0-9]{1,3}(?:,?[0-9]{3}){0,5}(?:\.[0-9]{1,4})?"),
}
STATES = ("counted", *(left.value for left in Left if left is not Left.OTHER_CURRENCY))


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen; what is left empty narrows nothing."""

    seller: Party | None = None
    buyer: Party | None = None
    number: str | None = None
    basis: str = "issue"
    first: date | None = None
    last: date | None = None
    type: str | None = None
    currency: str | None = None
    state: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def query(self) -> dict[str, str]:
        """As ``GET /v1/invoices`` takes it."""
        days = "date" if self.basis == "issue" else "due"
        given = {
            "seller": self.seller and self.seller.name,
            "buyer": self.buyer and self.buyer.name,
            "number": self.number,
            f"{days}_from": self.first and self.first.isoformat(),
            f"{days}_to": self.last and self.last.isoformat(),
            "type": self.type,
            "currency": self.currency,
            "state": self.state,
            "min": None if self.at_least is None else f"{self.at_least:f}",
            "max": None if self.at_most is None else f"{self.at_most:f}",
        }
        return {name: value for name, value in given.items() if value}

    def plan(self) -> dict[str, Any] | None:
        """As a plan; None for invoices that are in no total."""
        if self.state not in (None, "counted"):
            return None
        return {
            "measure": "sum",
            "amount": "gross",
            "sellers": _choice(self.seller),
            "buyers": _choice(self.buyer),
            "number": self.number,
            "basis": self.basis,
            "period": {"start": _iso(self.first), "end": _iso(self.last)} if self.first or self.last else None,
            "types": [self.type] if self.type else [],
            "currency": self.currency,
            "at_least": None if self.at_least is None else f"{self.at_least:f}",
            "at_most": None if self.at_most is None else f"{self.at_most:f}",
        }


def choose(facts: FactsClient) -> Filters | None:
    """The widgets, and what they say; None where there is no invoice at all."""
    sellers, buyers = facts.parties()
    if not facts.invoices({}, 1)[0]:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key="bills-filters"):
        seller = _one_of(t("bills.seller"), sellers, "bills-seller", 280)
        first = st.date_input(t("bills.from"), None, format=_days(), key="bills-first", width=150)
        last = st.date_input(t("bills.to"), None, format=_days(), key="bills-last", width=150)
        with st.popover(t("bills.more_filters"), icon=":material/tune:"):
            basis = st.radio(
                t("bills.basis"),
                _BASES,
                format_func=lambda name: t(f"basis.{name}"),
                key="bills-basis",
                horizontal=True,
            )
            buyer = _one_of(t("bills.buyer"), buyers, "bills-buyer")
            number = st.text_input(t("bills.number"), key="bills-number", max_chars=200, autocomplete="off").strip()
            kind = st.selectbox(
                t("bills.type"), list(InvoiceType), None, format_func=lambda one: t(f"type.{one}"), key="bills-type",
                placeholder=t("bills.any"),
            )  # fmt: skip
            currency = st.text_input(t("bills.currency"), key="bills-currency", max_chars=3, placeholder="EUR").strip()
            state = st.selectbox(
                t("bills.state"), STATES, None, format_func=state_name, key="bills-state",
                placeholder=t("bills.any"),
            )  # fmt: skip
            least = _amount(t("bills.at_least"), "bills-least")
            most = _amount(t("bills.at_most"), "bills-most")
    if first and last and last < first:
        first, last = last, first
    return Filters(
        seller=seller,
        buyer=buyer,
        number=number or None,
        basis=basis,
        first=first,
        last=last,
        type=kind and kind.value,
        currency=currency.upper() if len(currency) == 3 and currency.isascii() and currency.isalpha() else None,
        state=state,
        at_least=least,
        at_most=most,
    )


def _one_of(label: str, parties: list[Party], key: str, width: int | None = None) -> Party | None:
    # The widget keeps names: they stay the same when the parties are fetched anew.
    by_name = {visible(party.name): party for party in parties}
    chosen = st.selectbox(label, list(by_name), None, key=key, placeholder=t("bills.any"), width=width or "stretch")
    return by_name[chosen] if chosen else None


def _choice(party: Party | None) -> list[dict[str, Any]]:
    return [{"asked": party.name, "name": party.name, "keys": party.keys}] if party else []


def _amount(label: str, key: str) -> Decimal | None:
    text = st.text_input(label, key=key, max_chars=20, autocomplete="off").strip()
    if not text:
        return None
    value = read_amount(text)
    if value is None:
        st.warning(t("bills.no_amount"))
    return value


def state_name(state: str) -> str:
    """Whether an invoice is in the totals, and why not."""
    return t("bills.counted") if state == "counted" else t(f"left.{state}")


def read_amount(text: str) -> Decimal | None:
    """An amount as it is typed in the language of the visit (``1 234,56``; ``1,234.56``); None for anything else, also
    for what could be two amounts (``1.234`` in French)."""
    if not _TYPED[language()].fullmatch(text):
        return None
    if language() == "en":
        return Decimal(text.replace(",", ""))
    return Decimal("".join(text.split()).replace(",", "."))


def _days() -> str:
    return "DD/MM/YYYY" if language() == "fr" else "YYYY-MM-DD"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
