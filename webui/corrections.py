"""Correcting a field in place: what a person says goes beside what was read, and wins."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from rag.domain.invoice import Invoice, InvoiceType
from webui.client import Problem
from webui.facts_client import FactsClient
from webui.invoice_filters import read_amount
from webui.session import language, quiet, show_problem, t

CORRECTABLE = (
    "number", "type", "issue_date", "due_date", "seller.name", "seller.siren", "buyer.name", "buyer.siren", "currency",
    "net", "vat", "gross",
)  # fmt: skip
_AMOUNTS, _DAYS = ("net", "vat", "gross"), ("issue_date", "due_date")


def show_correction_form(facts: FactsClient, document_id: str, invoice: Invoice, field: str) -> None:
    """The form for the field on show, where it is one that may be corrected."""
    if field not in CORRECTABLE:
        return
    name = t(f"bill.{field}")
    with (
        st.expander(t("correct.title", field=name), icon=":material/edit:"),
        st.form(f"correct-form-{field}", border=False),
    ):
        value = _widget(field, _now(invoice, field), name, f"correct-{document_id}-{field}")
        quiet(t("correct.why"))
        sent = st.form_submit_button(t("correct.send"), type="primary")
    if not sent:
        return
    text = _as_sent(field, value)
    if text is None:
        st.warning(t("bills.no_amount"))
        return
    try:
        facts.correct(document_id, field, text or None)
    except Problem as problem:
        show_problem(problem)
        return
    st.rerun()


def _widget(field: str, now: Any, name: str, key: str) -> Any:
    if field == "type":
        types = list(InvoiceType)
        return st.selectbox(name, types, types.index(now), format_func=lambda one: t(f"type.{one}"), key=key)
    if field in _DAYS:
        return st.date_input(name, now, format="DD/MM/YYYY" if language() == "fr" else "YYYY-MM-DD", key=key)
    return st.text_input(name, _typed(now), max_chars=200, autocomplete="off", key=key)


def _now(invoice: Invoice, field: str) -> Any:
    value: Any = invoice
    for part in field.split("."):
        value = getattr(value, part)
    return value


def _typed(value: Any) -> str:
    """A value as one types it in the language of the visit."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", "," if language() == "fr" else ".")
    return str(value or "")


def _as_sent(field: str, value: Any) -> str | None:
    """A value as the service takes it, empty for "there is none"; None for an amount that cannot be read."""
    if field in _AMOUNTS:
        if not value.strip():
            return ""
        amount = read_amount(value.strip())
        return None if amount is None else f"{amount:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "").strip()
