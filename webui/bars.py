"""Figures as a table whose rows carry a bar: read by eyes and by screen readers, drawn without any script.

Bars of different currencies are never in one table: their lengths would compare what cannot be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

import streamlit as st

from rag.domain.facts import Figure
from rag.domain.plan import Plan
from rag.facts.plan_words import group_in_words
from rag.facts.words import percent_in_words
from webui import writing
from webui.escape import as_html
from webui.session import language, quiet, t

MOST = 36


class Bar(NamedTuple):
    """A row: its name, the length of its bar, the figure as it is written, and of how many documents it is."""

    name: str
    value: Decimal
    written: str
    documents: int


def by_currency(figures: Iterable[Figure]) -> dict[str | None, list[Figure]]:
    """The figures of each currency (None: counts), in the order given."""
    found: dict[str | None, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.currency, []).append(figure)
    return found


def of_figures(plan: Plan, figures: Sequence[Figure]) -> list[Bar]:
    """The rows of a plan's grouped figures of one currency."""
    return [
        Bar(
            group_in_words(plan, figure.group, language()),
            figure.value,
            writing.figure(figure.value, figure.currency) + _share(figure),
            figure.documents,
        )
        for figure in figures
    ]


def _share(figure: Figure) -> str:
    """Its part of the whole, where that was asked for."""
    return "" if figure.share is None else f" · {percent_in_words(figure.share, language())}"


def show_bars(bars: Sequence[Bar], group: str, figure: str) -> None:
    """The table, with the headings ``group`` and ``figure``; the first 36 rows where there are more."""
    longest = max((abs(bar.value) for bar in bars), default=Decimal(0)) or Decimal(1)
    rows = "".join(_row(bar, longest) for bar in bars[:MOST])
    st.html(
        f'<div class="sc-scroll"><table class="sc-table sc-bars"><thead><tr><th>{as_html(group)}</th>'
        f'<th class="sc-bar-cell" aria-hidden="true"></th><th class="sc-number">{as_html(figure)}</th>'
        f'<th class="sc-number">{as_html(t("facts.documents"))}</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    if len(bars) > MOST:
        quiet(t("facts.first_rows", count=MOST, total=len(bars)))


def _row(bar: Bar, longest: Decimal) -> str:
    width = int(100 * abs(bar.value) / longest)
    below = " sc-below" if bar.value < 0 else ""
    return (
        f"<tr><td>{as_html(bar.name)}</td>"
        f'<td class="sc-bar-cell" aria-hidden="true"><div class="sc-bar{below}" style="width:{width}%"></div></td>'
        f'<td class="sc-number">{as_html(bar.written)}</td><td class="sc-number">{bar.documents}</td></tr>'
    )
