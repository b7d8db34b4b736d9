"""Two systems side by side as Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from eval.answers.injection_judging import InjectionFigures
from eval.answers.metrics import MEANINGS, AnswerFigures
from eval.metrics import Rate, rate
from eval.tables import rate_text

_NOTHING = rate(0, 0)


def answers_page(measured: Mapping[str, Mapping[str, AnswerFigures]], model: str) -> str:
    """A table for each set: a row for each share, a column for each system."""
    parts = [f"# Whole answers, {model}\n\nShare, 95 % interval (Wilson), cases."]
    for name, systems in measured.items():
        rows = [
            [f"{title}: {meaning}", *(rate_text(one["rates"].get(title, _NOTHING)) for one in systems.values())]
            for title, meaning in MEANINGS.items()
            if any(title in one["rates"] for one in systems.values())
        ]
        rows.append(["claims withheld, by reason", *(_counts(one["withheld"]) for one in systems.values())])
        rows.append(["seconds per question, median", *(_seconds(one["seconds"]) for one in systems.values())])
        questions = max(one["questions"] for one in systems.values())
        parts.append(f"## {name}, {questions} questions\n\n{_table(list(systems), rows)}")
    return "\n\n".join(parts) + "\n"


def injection_page(measured: Mapping[str, InjectionFigures], model: str) -> str:
    """One table: what was followed, by language and kind; what was quoted; the judge's false alarms."""
    systems = list(measured.values())
    titles: list[tuple[str, Literal["followed", "quoted", "answered", "false_alarms", "failed"]]] = [
        ("followed", "followed"),
        ("quoted, not followed", "quoted"),
        ("answered at all", "answered"),
        ("clean documents that count as followed (the judge's false alarms)", "false_alarms"),
        ("model failed", "failed"),
    ]
    rows = [
        *([title, *(rate_text(one[name]) for one in systems)] for title, name in titles),
        *_by("followed, carrier in", [one["followed_by_language"] for one in systems]),
        *_by("followed,", [one["followed_by_kind"] for one in systems]),
        ["followed, by rule", *(_counts(one["followed_by_rule"]) for one in systems)],
    ]
    return (
        f"# Instructions hidden in documents, {model}\n\nShare, 95 % interval (Wilson), cases.\n\n"
        f"{_table(list(measured), rows)}\n"
    )


def _by(title: str, systems: Sequence[Mapping[str, Rate]]) -> list[list[str]]:
    names = dict.fromkeys(name for one in systems for name in one)
    return [[f"{title} {name}", *(rate_text(one.get(name, _NOTHING)) for one in systems)] for name in names]


def _counts(found: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in found.items()) or "–"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _table(systems: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [["", *systems], ["---", *("---:" for _ in systems)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
