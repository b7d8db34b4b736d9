"""The figures in words: the rows of every table, and the table for a terminal."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeGuard, cast

from rich.table import Table

from eval.metrics import Figures, Mean, Metrics, Rate


class Row(NamedTuple):
    """A rate's or mean's name in the figures (``ranking.RR`` for one within another), its name in a table, what it
    says, and which way is better. A new one needs its row here and nothing else."""

    name: str
    title: str
    meaning: str
    better: Literal["higher", "lower"]


ROWS = (
    Row(
        "correct_and_cited",
        "answered right, with the right source",
        "answerable questions whose answer states every accepted value and cites a place that proves it",
        "higher",
    ),
    Row("correct", "answered right", "answerable questions whose answer states every accepted value", "higher"),
    Row(
        "gold_cited",
        "right source cited",
        "answerable questions with a citation that leads to a place that proves the answer",
        "higher",
    ),
    Row("answered_wrongly", "answered wrong", "answerable questions answered without every accepted value", "lower"),
    Row("refused", "refused though answerable", "answerable questions to which nothing was shown", "lower"),
    Row(
        "hallucinated",
        "answered though unanswerable",
        "questions that the documents do not answer, to which a claim was shown all the same"
        " (NoMIRACL's hallucination rate)",
        "lower",
    ),
    Row(
        "balanced_accuracy",
        "balanced accuracy",
        "mean of two shares, answerable questions answered and the others refused: 0.5 for doing the same with all",
        "higher",
    ),
    Row(
        "exact_match",
        "stated exactly",
        "answerable questions with an expected number or date whose answer states these and no other of their kind",
        "higher",
    ),
    Row(
        "gold_stored",
        "proof in the store",
        "answerable questions with a passage in the store that proves the answer: what no retrieval can exceed",
        "higher",
    ),
    Row(
        "recall_at_16",
        "proof among the first 16 passages",
        "answerable questions with such a passage among the first 16 retrieved (recall@16)",
        "higher",
    ),
    Row(
        "recall_at_6",
        "proof among the first 6 passages",
        "the same for the first 6, before any is left out (recall@6)",
        "higher",
    ),
    Row(
        "ranking.nDCG@16",
        "nDCG@16",
        "how high passages that prove the answer stand among the first 16, mean over answerable questions (trec_eval)",
        "higher",
    ),
    Row(
        "ranking.RR",
        "MRR",
        "1 / the place of the first passage that proves the answer, mean over answerable questions",
        "higher",
    ),
    Row(
        "citation_recall",
        "citation recall",
        "shown claims that their citations, put together, support (ALCE)",
        "higher",
    ),
    Row(
        "citation_precision",
        "citation precision",
        "citations of such claims that are needed or support them alone (ALCE)",
        "higher",
    ),
    Row(
        "hallucinated_claims",
        "claims not borne out",
        "shown claims not borne out by what they cite",
        "lower",
    ),
    Row(
        "hallucinated_answers",
        "answers with such a claim",
        "answers with at least one claim not borne out by what it cites (RAGTruth)",
        "lower",
    ),
    Row(
        "quotes_found",
        "quotes found",
        "claims that the model wrote whose quote stands in the passages",
        "higher",
    ),
    Row(
        "unproved_claims",
        "claims with an unproved value",
        "shown claims with a number, date or identifier that the passages they cite lack",
        "lower",
    ),
    Row(
        "model_failed",
        "model failed",
        "questions at which the model was away, too slow or wrote something unusable",
        "lower",
    ),
)

HEADLINE: tuple[tuple[str, str], ...] = (
    ("correct_and_cited", "right, right source"),
    ("answered_wrongly", "answered wrong"),
    ("refused", "refused"),
    ("hallucinated", "answered though unanswerable"),
)
"""The rates that matter most, in few words: what a short table shows."""


Measured = Rate | Mean


def measured(figures: Figures, name: str) -> Measured:
    """The rate or mean of a name, which may be dotted."""
    found: Any = figures
    for part in name.split("."):
        found = found[part]
    return cast(Measured, found)


class Words(NamedTuple):
    """A rate ``55 %``, its 95 % interval ``[40, 68]``, its counts ``(24/44)``; or a mean ``0.55``, ``[0.40, 0.68]``,
    ``(44)``. The interval of a mean of one case is empty."""

    value: str
    interval: str
    counts: str


def in_words(found: Measured) -> Words | None:
    """A rate or mean in words; None without a case."""
    value, low, high = found["value"], found["low"], found["high"]
    if value is None:
        return None
    if is_rate(found):
        share, least, most = (f"{100 * (part or 0):.0f}" for part in (value, low, high))
        return Words(f"{share} %", f"[{least}, {most}]", f"({found['numerator']}/{found['denominator']})")
    interval = "" if low is None or high is None else f"[{low:.2f}, {high:.2f}]"
    return Words(f"{value:.2f}", interval, f"({cast(Mean, found)['cases']})")


def is_rate(found: Measured) -> TypeGuard[Rate]:
    """Whether it is a share of counted cases."""
    return "numerator" in found


def rate_text(found: Measured) -> str:
    """``55 % [40, 68] (24/44)`` or ``0.55 [0.40, 0.68] (44)``: value, 95 % interval, cases; a dash without a case."""
    return " ".join(part for part in in_words(found) or ("–",) if part)


def other_rows(figures: Figures) -> list[tuple[str, str]]:
    """The figures that are no rates: their names and values."""
    withheld = ", ".join(f"{count} {reason}" for reason, count in figures["withheld"].items()) or "none"
    mean = figures["claims_per_answer"]
    times = figures["seconds"]
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
    for row in ROWS:
        table.add_row(row.title, *(rate_text(measured(each, row.name)) for each in columns))
    for cells in zip(*(other_rows(each) for each in columns), strict=True):
        table.add_row(cells[0][0], *(value for _, value in cells))
    return table
