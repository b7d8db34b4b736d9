"""What answers cost, as the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from eval.reports.cost import Prices, money_text, per_thousand, usage
from eval.reports.system_runs import SystemRun


def cost_rows(
    shown: Sequence[SystemRun], names: Sequence[str], prices: Prices | None
) -> tuple[list[str], list[list[str]]]:
    """The headings, and for each system its name and what an answer took; with ``prices``, for each of them what a
    thousand such questions would cost."""
    headings = ["", "tokens in", "tokens out", "first token, s", "median, s", "19 of 20 within, s", "memory, MiB"]
    headings += [f"1,000 questions, {name}" for name in prices.by_name] if prices else []
    rows = []
    for name, each in zip(names, shown, strict=True):
        took = usage(each.records)
        row = [
            name,
            f"{took['prompt_tokens']:,.0f}",
            f"{took['completion_tokens']:,.0f}",
            _number(took["first_token_s"], 1),
            _number(took["median_s"], 1),
            _number(took["most_s"], 1),
            _number(took["peak_memory_mib"], 0),
        ]
        if prices:
            row += [money_text(per_thousand(each.records, price), prices.currency) for price in prices.by_name.values()]
        rows.append(row)
    return headings, rows


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"
