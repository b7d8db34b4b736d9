"""One invoice: its figures with how sure they are, each on its page, and what people corrected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import streamlit as st

from rag.domain.invoice import FieldState, Invoice, InvoiceType
from webui import writing
from webui.client import Client, Problem
from webui.corrections import show_correction_form
from webui.escape import as_html, as_label
from webui.facts_client import Correction, FactsClient, InvoiceRow
from webui.places import Place, show_place
from webui.session import quiet, show_problem, t

_FIELDS = (
    "number", "type", "issue_date", "due_date", "seller.name", "seller.siren", "seller.vat_id", "buyer.name",
    "buyer.siren", "currency", "net", "vat", "gross", "payable", "iban",
)  # fmt: skip
_COLOURS: dict[FieldState, Literal["green", "gray", "orange"]] = {
    FieldState.CONFIRMED: "green",
    FieldState.READ: "gray",
    FieldState.DOUBTFUL: "orange",
}


def show_invoice(client: Client, facts: FactsClient, row: InvoiceRow, field: str) -> None:
    """Draws the invoice of ``row``, with ``field`` on show until another is chosen."""
    chosen = st.session_state.get("bill-chosen")
    if chosen is None or chosen[:2] != (row.document_id, field):
        # A click in the table wins over what was chosen in the invoice that it shows.
        chosen = (row.document_id, field, field)
        st.session_state["bill-chosen"] = chosen
    shown = chosen[2]
    try:
        invoice = Invoice.from_json(facts.invoice(row.document_id))
        corrections, may_correct = facts.corrections(row.document_id)
    except Problem as problem:
        show_problem(problem, retry="bill")
        return
    with st.container(key="bill"):
        left, right = st.columns([5, 6], gap="large")
        with left:
            st.html(
                f'<div class="sc-source"><b>{as_html(row.seller.name or row.title)}</b><br>'
                f"<span>{as_html(row.filename)}</span></div>"
            )
            for warning in invoice.warnings:
                st.html(f'<div class="sc-problem">{as_html(warning.message)}</div>')
            with st.container(key="bill-fields"):
                for name in _FIELDS:
                    _field(invoice, name, row.document_id, field, shown, corrections)
            if may_correct:
                show_correction_form(facts, row.document_id, invoice, shown)
        with right, st.container(border=True, key="evidence"):
            show_place(client, place_of(row, invoice, shown))


def place_of(row: InvoiceRow, invoice: Invoice, field: str) -> Place:
    """Where a field stands on the invoice."""
    known = invoice.fields.get(field)
    page = known.page if known is not None and known.box is not None else None
    about = f"{t(f'bill.{field}')} : {written(invoice, field) or '–'}"
    return Place(row.document_id, row.title, row.filename, (field,), page, about)


def written(invoice: Invoice, field: str) -> str | None:
    """A field's value as it is shown; None where the invoice has none."""
    value: Any = invoice
    for part in field.split("."):
        value = getattr(value, part)
    if isinstance(value, InvoiceType):
        return t(f"type.{value}")
    if isinstance(value, Decimal):
        return writing.amount(value, invoice.currency)
    if isinstance(value, date):
        return writing.day(value)
    return value or None


def _field(invoice: Invoice, name: str, document_id: str, cell: str, shown: str, corrections: list[Correction]) -> None:
    value = written(invoice, name)
    made = [one for one in corrections if one.field == name]
    if value is None and not made:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", key=f"bill-field-{name.replace('.', '-')}"
    ):
        st.html(f'<div class="sc-field"><span>{as_html(t(f"bill.{name}"))}</span></div>', width=130)
        st.button(
            as_label(value or "–", 80),
            key=f"bill-field-open-{name}",
            type="primary" if name == shown else "tertiary",
            on_click=_choose,
            args=(document_id, cell, name),
        )
        known = invoice.fields.get(name)
        if made:
            st.badge(t("bills.corrected"), icon=":material/edit:", color="blue")
        elif known is not None:
            st.badge(t(f"state.{known.state}"), color=_COLOURS[known.state])
    if made:
        # The first correction stands in place of what was read, each later one in place of the one before.
        moment = made[-1].created_at.astimezone()
        read = f"{t('bill.reading')} {made[0].previous or '–'}"
        by = t("bill.corrected_by", author=made[-1].author, day=writing.day(moment.date()), time=f"{moment:%H:%M}")
        quiet(f"{read} · {by}")


def _choose(document_id: str, cell: str, name: str) -> None:
    st.session_state["bill-chosen"] = (document_id, cell, name)
