"""A comparison of two systems for a terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table

from eval.reports.comparison import Comparison, Difference
from eval.tables import ROWS, Measured, in_words, is_rate
from rag.console import for_terminal


def comparison_table(found: Comparison) -> Table:
    """A row for each rate: both systems, B less A with its 95 % interval, the p-value, the cases of one system only."""
    table = Table(
        title=for_terminal(f"{found['suite']}, the {found['questions']} questions that both were asked"),
        box=box.SIMPLE_HEAD,
    )
    table.add_column("", min_width=16)
    for heading in ("A", "B", "B − A [95 %]", "p", "only A/B"):
        table.add_column(heading, no_wrap=True, justify="right")
    for row in ROWS:
        rate = found["rates"][row.name]
        exact = rate["p_value"] is not None
        counts = f"{len(rate['only_a'])}/{len(rate['only_b'])}" if exact else "–"
        table.add_row(row.title, _value(rate["a"]), _value(rate["b"]), _difference(rate), _p(rate["p_value"]), counts)
    seconds = found["seconds"]
    interval = f"{seconds['difference']:+.1f} [{seconds['low']:+.1f}, {seconds['high']:+.1f}]"
    table.add_row("seconds per question, mean", f"{seconds['a']:.1f}", f"{seconds['b']:.1f}", interval, "–", "–")
    return table


def notes(found: Comparison) -> list[str]:
    """What stands under the table: who is who, what else differs, which questions each rate was won at."""
    lines = [f"{name}: {_who(found, name)}" for name in ("A", "B")]
    lines.append(
        "B − A in points of percent: Newcombe's paired interval; where p is missing, a bootstrap by question. p:"
        " McNemar's exact test. Of twenty rates that are the same, one differs at p < 0.05 by chance: choose the rate"
        " before you look."
    )
    if found["differs"]:
        lines.append(f"The two runs differ in: {', '.join(found['differs'])}.")
    for name, ids in (("A", found["only_in_a"]), ("B", found["only_in_b"])):
        if ids:
            lines.append(f"Left out, asked in {name} only: {len(ids)} ({', '.join(ids)}).")
    for row in ROWS:
        rate = found["rates"][row.name]
        parts = [
            f"only {name}: {', '.join(ids)}" for name, ids in (("A", rate["only_a"]), ("B", rate["only_b"])) if ids
        ]
        if parts:
            lines.append(f"{row.title}: {'; '.join(parts)}.")
    return lines


def _value(found: Measured) -> str:
    shown = in_words(found)
    return "–" if shown is None else shown.value


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _who(found: Comparison, name: str) -> str:
    side = found["a"] if name == "A" else found["b"]
    cached = f"; {side['cached']} answers from the cache, with the seconds measured then" if side["cached"] else ""
    return f"{side['system']}, {side['model'] or 'extractive'}, {side['run']}{cached}"


def _difference(rate: Difference) -> str:
    """In points of percent; of means as they are."""
    if rate["difference"] is None:
        return "–"
    scale, form = (100, "+.0f") if is_rate(rate["a"]) else (1, "+.2f")
    written = format(scale * rate["difference"], form)
    if rate["low"] is None or rate["high"] is None:
        return written
    return f"{written} [{format(scale * rate['low'], form)}, {format(scale * rate['high'], form)}]"
