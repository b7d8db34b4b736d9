"""The one table that says the most in the fewest figures, short enough for a README."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from eval.metrics import figures
from eval.reports.markdown import plain, table
from eval.reports.system_runs import SystemRun, by_suite, labels
from eval.tables import HEADLINE, Measured, in_words, measured


def summary(shown: Sequence[SystemRun]) -> str:
    """Markdown: a row for each system of each suite, with the rates that matter most and their 95 % intervals."""
    suites = by_suite(shown)
    names = {id(each): name for each, name in zip(shown, labels(shown), strict=True)}
    rows = []
    for group in suites:
        for each in group:
            found = figures(each.records)
            counts = f"{found['answerable']} + {found['unanswerable']}"
            rates = [_short(measured(found, name)) for name, _ in HEADLINE]
            median = statistics.median(record.seconds for record in each.records)
            suite = [plain(each.run.info.suite)] if len(suites) > 1 else []
            rows.append([*suite, plain(names[id(each)]), counts, *rates, f"{median:.1f}"])
    suite = ["suite"] if len(suites) > 1 else []
    titles = [title for _, title in HEADLINE]
    return table([*suite, "system", "questions", *titles, "seconds, median"], rows) + "\n"


def _short(found: Measured) -> str:
    shown = in_words(found)
    return "–" if shown is None else f"{shown.value} {shown.interval}"
