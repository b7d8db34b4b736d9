"""Two systems compared question by question."""

from __future__ import annotations

import math
import statistics
from typing import Literal, TypedDict, cast

from eval.metrics import Figures, Mean, figures
from eval.records import Record
from eval.reports.paired import Part, bootstrap, mcnemar, newcombe
from eval.reports.system_runs import SystemRun
from eval.runs.run import RunInfo
from eval.tables import ROWS, Measured, is_rate, measured
from rag.errors import RequestError

_BALANCED = "balanced_accuracy"
_UNTOLD = {"suite", "suite_sha256", "suite_questions", "started", "document_states", "passages"}


class Side(TypedDict):
    """Which answers one side of a comparison is: a system of a run. ``cached`` of them were given, and their seconds
    measured, in an earlier run."""

    run: str
    system: str
    model: str | None
    cached: int


class Difference(TypedDict):
    """What B has more of than A, over the questions that both were asked; None where one has no case.

    ``interval`` says how ``low`` and ``high`` (95 %) came about: :func:`eval.reports.paired.newcombe` where each
    question is one case of both systems, :func:`eval.reports.paired.bootstrap` where it may be several or a mean. The
    first kind has ``p_value`` (:func:`eval.reports.paired.mcnemar`) and the ids of the questions that are cases of one
    system only.
    """

    a: Measured
    b: Measured
    difference: float | None
    low: float | None
    high: float | None
    interval: Literal["newcombe", "bootstrap"] | None
    p_value: float | None
    only_a: list[str]
    only_b: list[str]


class SecondsDifference(TypedDict):
    """Mean seconds of an answer, and of the difference B less A with its bootstrap interval (95 %)."""

    a: float
    b: float
    difference: float
    low: float
    high: float


class Comparison(TypedDict):
    """All differences; ``differs`` names what else than the system is not the same in the two runs.

    ``only_in_a`` and ``only_in_b`` are the questions that one of them was not asked: they are left out.
    """

    suite: str
    a: Side
    b: Side
    differs: list[str]
    questions: int
    only_in_a: list[str]
    only_in_b: list[str]
    rates: dict[str, Difference]
    seconds: SecondsDifference


def compare(a: SystemRun, b: SystemRun) -> Comparison:
    """What B does better and worse than A.

    Raises:
        RequestError: they were asked different suites, or no question in common.
    """
    ours, theirs = a.run.info, b.run.info
    if ours.suite_sha256 != theirs.suite_sha256:
        raise RequestError(
            f"These runs are of different suites: {_suite(a)} and {_suite(b)}.", "Compare two runs of one suite."
        )
    of_a, of_b = ({record.id: record for record in each.records} for each in (a, b))
    shared = [id for id in of_a if id in of_b]
    if not shared:
        raise RequestError("These runs have no question in common.", "Run the suite again, without --limit.")
    pairs = [(of_a[id], of_b[id]) for id in shared]
    each_figures = [(figures([one]), figures([other])) for one, other in pairs]
    whole = figures([one for one, _ in pairs]), figures([other for _, other in pairs])
    rates = {row.name: _difference(row.name, shared, each_figures, whole) for row in ROWS}
    _balanced(rates)
    return Comparison(
        suite=ours.suite,
        a=_side(a),
        b=_side(b),
        differs=[
            name
            for name in RunInfo.model_fields
            if name not in _UNTOLD and getattr(ours, name) != getattr(theirs, name)
        ],
        questions=len(shared),
        only_in_a=[id for id in of_a if id not in of_b],
        only_in_b=[id for id in of_b if id not in of_a],
        rates=rates,
        seconds=_seconds(pairs),
    )


def _suite(each: SystemRun) -> str:
    return f"{each.run.info.suite} ({each.run.info.suite_sha256[:8]})"


def _side(each: SystemRun) -> Side:
    return Side(
        run=str(each.run.folder),
        system=each.system,
        model=each.run.info.model,
        cached=sum(record.cached for record in each.records),
    )


def _difference(
    name: str, ids: list[str], questions: list[tuple[Figures, Figures]], whole: tuple[Figures, Figures]
) -> Difference:
    a, b = measured(whole[0], name), measured(whole[1], name)
    found = Difference(
        a=a, b=b, difference=None, low=None, high=None, interval=None, p_value=None, only_a=[], only_b=[]
    )
    if a["value"] is None or b["value"] is None:
        return found
    found["difference"] = b["value"] - a["value"]
    cases = [(measured(one, name), measured(other, name)) for one, other in questions]
    parts = [(_part(one), _part(other)) for one, other in cases]
    if is_rate(a) and all(one[1] == other[1] <= 1 for one, other in parts):
        held = [(id, bool(one[0]), bool(other[0])) for id, (one, other) in zip(ids, parts, strict=True) if one[1]]
        found["only_a"] = [id for id, of_a, of_b in held if of_a and not of_b]
        found["only_b"] = [id for id, of_a, of_b in held if of_b and not of_a]
        both = sum(of_a and of_b for _, of_a, of_b in held)
        only_a, only_b = len(found["only_a"]), len(found["only_b"])
        found["interval"] = "newcombe"
        found["low"], found["high"] = newcombe(both, only_a, only_b, len(held) - both - only_a - only_b)
        found["p_value"] = mcnemar(only_a, only_b)
        return found
    bounds = bootstrap([one for one, _ in parts], [other for _, other in parts])
    if bounds is not None:
        found["interval"], (found["low"], found["high"]) = "bootstrap", bounds
    return found


def _part(of_question: Measured) -> Part:
    """What one question adds to a rate or mean: its sum and how many cases it is a sum of."""
    if is_rate(of_question):
        return of_question["numerator"], of_question["denominator"]
    mean = cast(Mean, of_question)
    return (0, 0) if mean["value"] is None else (mean["value"] * mean["cases"], mean["cases"])


def _balanced(found: dict[str, Difference]) -> None:
    """The interval of the difference of balanced accuracies, which no question has a part in by itself: half the sum of
    the differences at answering the answerable and refusing the others, put together from their two intervals."""
    balanced, refused, invented = (found[name] for name in (_BALANCED, "refused", "hallucinated"))
    pieces = [(each["difference"], each["low"], each["high"]) for each in (refused, invented)]
    if balanced["difference"] is None or any(None in piece for piece in pieces):
        return
    below, above = (math.hypot(*((piece[bound] or 0) - (piece[0] or 0) for piece in pieces)) / 2 for bound in (2, 1))
    balanced["interval"] = "newcombe"
    balanced["low"], balanced["high"] = balanced["difference"] - below, balanced["difference"] + above


def _seconds(pairs: list[tuple[Record, Record]]) -> SecondsDifference:
    a, b = [one.seconds for one, _ in pairs], [other.seconds for _, other in pairs]
    low, high = bootstrap([(each, 1) for each in a], [(each, 1) for each in b]) or (0.0, 0.0)
    means = statistics.fmean(a), statistics.fmean(b)
    return SecondsDifference(a=means[0], b=means[1], difference=means[1] - means[0], low=low, high=high)
