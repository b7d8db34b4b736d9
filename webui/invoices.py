"""The view "Invoices": what they come to, a table of them, and each figure on its page."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import streamlit as st

from rag.domain.facts import FactsResult
from rag.domain.invoice import InvoiceType
from webui import bars, figures, writing
from webui.client import Client
from webui.downloads import show_downloads
from webui.escape import as_html, visible
from webui.facts_client import FactsClient, InvoiceRow
from webui.invoice_details import show_invoice
from webui.invoice_filters import Filters, choose, state_name
from webui.session import language, quiet, t

_PAGE = 200
_FIELDS = ("issue_date", "number", "seller.name", "type", "due_date", "net", "vat", "gross", "gross")
"""What each column of the table opens on the invoice's page."""


def show(client: Client) -> None:
    """Draws the view."""
    facts = FactsClient(client)
    st.html(f'<h1 class="sc-title">{as_html(t("bills.title"))}</h1>')
    filters = choose(facts)
    if filters is None:
        st.info(t("bills.none_at_all"))
        return
    _totals(client, facts, filters)
    limit = st.session_state.setdefault("bills-limit", _PAGE)
    rows, more = facts.invoices(filters.query(), limit)
    if not rows:
        st.info(t("bills.none"))
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="bills-ways"):
        show_downloads(facts, "invoices", filters.query())
    opened = _table(rows)
    if more:
        st.button(t("bills.more"), key="bills-more", on_click=_more)
    if opened is None:
        quiet(t("bills.hint"))
    else:
        show_invoice(client, facts, *opened)


def _totals(client: Client, facts: FactsClient, filters: Filters) -> None:
    plan = filters.plan()
    if plan is None:
        quiet(t("bills.no_totals"))
        return
    whole = facts.query(plan, language())
    if whole.choices:
        quiet(t("bills.no_totals"))
        return
    with st.container(border=True, gap="small", key="bills-totals"):
        figures.show_figures(whole)
        _left_out(whole)
        grouping = st.segmented_control(
            t("bills.by"),
            ["month", "seller", "year", "vat_rate"],
            format_func=lambda name: t(f"grouping.{name}"),
            key="bills-by",
        )
        if grouping:
            _chart(facts.query({**plan, "group_by": grouping}, language()))


def _chart(result: FactsResult) -> None:
    """A table with bars a currency; suppliers with the largest first."""
    for currency, found in bars.by_currency(result.figures).items():
        ordered: Sequence[Any] = found
        if result.plan.group_by in ("seller", "buyer"):
            ordered = sorted(found, key=lambda figure: -figure.value)
        st.html(f'<div class="sc-section">{as_html(t("bills.in", currency=currency or ""))}</div>')
        bars.show_bars(bars.of_figures(result.plan, ordered), t(f"grouping.{result.plan.group_by}"), t("facts.figure"))


def _left_out(result: FactsResult) -> None:
    if not result.excluded_count:
        return
    with st.expander(t("facts.excluded", count=result.excluded_count), icon=":material/filter_alt_off:"):
        st.html(
            "".join(f'<div class="sc-file">{as_html(figures.label(document))}</div>' for document in result.excluded)
        )
        if result.excluded_count > len(result.excluded):
            quiet(t("facts.first_only", count=len(result.excluded)))


def _table(rows: Sequence[InvoiceRow]) -> tuple[InvoiceRow, str] | None:
    """The table; the invoice and the field of the cell that was chosen."""
    # The table keeps its selection by place: other rows must make another table.
    same_rows = zlib.crc32("".join(row.document_id for row in rows).encode())
    right, names = st.column_config.TextColumn(alignment="right", width=108), list(_cells(rows[0]))
    event = st.dataframe(
        [_cells(row) for row in rows],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        key=f"bills-{same_rows}-{language()}",
        height="content" if len(rows) <= 12 else 460,
        placeholder="–",
        column_config={
            t("bills.number"): st.column_config.TextColumn(width=140),
            t("bills.seller"): st.column_config.TextColumn(width=210),
            t("bills.type"): st.column_config.TextColumn(width=95),
            t("bills.state"): st.column_config.TextColumn(width=250),
            **dict.fromkeys((t("bills.net"), t("bills.vat"), t("bills.gross")), right),
        },
        alt=t("bills.title"),
    )
    for row, column in event.selection.cells:
        if row < len(rows) and column in names:
            return rows[row], _FIELDS[names.index(column)]
    return None


def _cells(row: InvoiceRow) -> dict[str, object]:
    return {
        t("bills.date"): writing.day(row.issue_date),
        t("bills.number"): visible(row.number or "–"),
        t("bills.seller"): visible(row.seller.name or "–"),
        t("bills.type"): "" if row.type is InvoiceType.INVOICE else t(f"type.{row.type}"),
        t("bills.due"): writing.day(row.due_date),
        t("bills.net"): writing.amount(row.net, row.currency),
        t("bills.vat"): writing.amount(row.vat, row.currency),
        t("bills.gross"): writing.amount(row.gross, row.currency),
        t("bills.state"): f"{'✓' if row.state == 'counted' else '⚠'} {state_name(row.state)}",
    }


def _more() -> None:
    st.session_state["bills-limit"] += _PAGE
