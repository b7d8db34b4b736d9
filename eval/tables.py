"""The figures in words: the rows of every table, and the table for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from rich.table import Table

from eval.metrics import Figures, Metrics, Rate
from eval.retrieval import Found, Mean

RateName = Literal[
    "correct_and_cited",
    "correct",
    "gold_cited",
    "answered_wrongly",
    "refused",
    "hallucinated",
    "gold_stored",
    "recall_at_16",
    "recall_at_6",
    "unproved_claims",
    "model_failed",
]


class RateRow(NamedTuple):
    """A rate's name in the metrics, its name in a table, what it says, and which way is better."""

    name: RateName
    title: str
    meaning: str
    better: Literal["higher", "lower"]


RATES = (
    RateRow(
        "correct_and_cited",
        "answered right, with the right source",
        "answerable questions whose answer states every accepted value and cites a place that proves it",
        "higher",
    ),
    RateRow("correct", "answered right", "answerable questions whose answer states every accepted value", "higher"),
    RateRow(
        "gold_cited",
        "right source cited",
        "answerable questions with a citation that leads to a place that proves the answer",
        "higher",
    ),
    RateRow(
        "answered_wrongly", "answered wrong", "answerable questions answered without every accepted value", "lower"
    ),
    RateRow("refused", "refused though answerable", "answerable questions to which nothing was shown", "lower"),
    RateRow(
        "hallucinated",
        "answered though unanswerable",
        "questions that the documents do not answer, to which a claim was shown all the same"
        " (NoMIRACL's hallucination rate)",
        "lower",
    ),
    RateRow(
        "gold_stored",
        "proof in the store",
        "answerable questions with a passage in the store that proves the answer: what no retrieval can exceed",
        "higher",
    ),
    RateRow(
        "recall_at_16",
        "proof among the first 16 passages",
        "answerable questions with such a passage among the first 16 retrieved (recall@16)",
        "higher",
    ),
    RateRow(
        "recall_at_6",
        "proof among the first 6 passages",
        "the same for the first 6, before any is left out (recall@6)",
        "higher",
    ),
    RateRow(
        "unproved_claims",
        "claims with an unproved value",
        "shown claims with a number, date or identifier that the passages they cite lack",
        "lower",
    ),
    RateRow(
        "model_failed",
        "model failed",
        "questions at which the model was away, too slow or wrote something unusable",
        "lower",
    ),
)


def rate_text(value: Rate) -> str:
    """A rate as ``55 % [40, 68] (24/44)``: percent, 95 % interval, counts; a dash without a case."""
    if value["value"] is None or value["low"] is None or value["high"] is None:
        return "–"
    share, low, high = (f"{100 * part:.0f}" for part in (value["value"], value["low"], value["high"]))
    return f"{share} % [{low}, {high}] ({value['numerator']}/{value['denominator']})"


def other_rows(measured: Figures) -> list[tuple[str, str]]:
    """The figures that are no rates: their names and values."""
    withheld = ", ".join(f"{count} {reason}" for reason, count in measured["withheld"].items()) or "none"
    mean = measured["claims_per_answer"]
    times = measured["seconds"]
    seconds = "–"
    if times["median"] is not None and times["mean"] is not None and times["max"] is not None:
        seconds = f"{times['median']:.2f} / {times['mean']:.2f} / {times['max']:.2f}"
    return [
        ("claims withheld, by reason", withheld),
        ("claims shown per answer, mean", "–" if mean is None else f"{mean:.2f}"),
        ("seconds per question: median / mean / longest", seconds),
    ]


def results_table(metrics: Metrics, label: str) -> Table:
    """The figures of one run for a terminal: overall, then by language."""
    columns = [metrics["overall"], *metrics["by_language"].values()]
    counts = [f"{each['answerable']} + {each['unanswerable']}" for each in columns]
    table = Table(title=f"{label}: rate [95 % interval] (cases)")
    for heading in ("", "all", *metrics["by_language"]):
        table.add_column(heading)
    table.add_row("questions: answerable + unanswerable", *counts)
    for row in RATES:
        table.add_row(row.title, *(rate_text(each[row.name]) for each in columns))
    for cells in zip(*(other_rows(each) for each in columns), strict=True):
        table.add_row(cells[0][0], *(value for _, value in cells))
    return table


def retrieval_table(found: Mapping[str, Found], title: str) -> Table:
    """What each way of searching finds, for a terminal."""
    table = Table(title=f"{title}: mean, % [95 % interval]")
    table.add_column("")
    for way in found:
        table.add_column(way, justify="right")
    for name in next(iter(found.values())):
        table.add_row(name, *(_mean_text(figures[name]) for figures in found.values()))
    return table


def _mean_text(mean: Mean) -> str:
    return f"{100 * mean['value']:.1f} [{100 * mean['low']:.1f}, {100 * mean['high']:.1f}]"


def verification_table(measured: Mapping[str, Mapping[str, Rate]]) -> Table:
    """How many claims are withheld, for a terminal: of the true ones few should be, of the false ones all."""
    table = Table(title="claims withheld")
    table.add_column("")
    for name in measured:
        table.add_column(name, justify="right")
    kinds = dict.fromkeys(kind for rates in measured.values() for kind in rates)
    for kind in kinds:
        table.add_row(kind, *(rate_text(rates[kind]) if kind in rates else "–" for rates in measured.values()))
    return table
