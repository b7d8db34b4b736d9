"""Compares what was answered with what the truth says: exact, declined or wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from eval.ledger.expected import AsksBack, Declined, Documents, Expected, Figures
from eval.ledger.questions import Asked
from eval.metrics import Rate, rate
from rag.domain.facts import FactsResult, Left
from rag.language import fold

_CENT = Decimal("0.01")


class Verdict(StrEnum):
    """``exact`` is every figure or document, no other; ``incomplete`` is not, and says which documents it leaves out as
    doubtful or unreadable, or shows one without its amount; ``asked_back`` offers the right suppliers; ``declined``
    gives no figure; ``wrong`` is any other."""

    EXACT = "exact"
    INCOMPLETE = "incomplete"
    ASKED_BACK = "asked_back"
    DECLINED = "declined"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what came of it; ``said`` shows it in a line."""

    asked: Asked
    verdict: Verdict
    said: str
    seconds: float
    by_model: bool = False

    @property
    def right(self) -> bool:
        """What the truth wants: a figure, a question back, or nothing."""
        match self.asked.expected:
            case AsksBack():
                return self.verdict is Verdict.ASKED_BACK
            case Declined():
                return self.verdict in (Verdict.DECLINED, Verdict.ASKED_BACK)
        return self.verdict is Verdict.EXACT


def judge(expected: Expected, result: FactsResult | None, choices: tuple[str, ...] = ()) -> Verdict:
    """The verdict on a result; None is a question that no plan was made of, ``choices`` what was asked back."""
    choices = choices or (result.choices if result is not None else ())
    if choices:
        right = isinstance(expected, AsksBack) and expected.names == set(choices)
        return Verdict.ASKED_BACK if right or not isinstance(expected, AsksBack) else Verdict.WRONG
    if result is None or _names_nobody(result):
        return Verdict.DECLINED
    unsaid = False
    match expected:
        case Figures(values):
            found = {(figure.group, figure.currency): figure.value for figure in result.figures}
            same = _rounded(found) == _rounded(values)
        case Documents(amounts):
            wanted = {(fold(name), number): amount for (name, number), amount in amounts.items()}
            shown = {(fold(one.party or ""), one.number or ""): one.amount for one in result.included}
            unsaid = any(amount is None for amount in shown.values())
            listed = {key: wanted.get(key) if amount is None else amount for key, amount in shown.items()}
            whole = result.included_count == len(wanted) or result.plan.limit is not None
            same = whole and (listed == wanted if len(wanted) <= len(listed) else listed.items() <= wanted.items())
        case _:
            same = False
    if same:
        return Verdict.INCOMPLETE if unsaid else Verdict.EXACT
    told = any(one.left in (Left.DOUBTFUL, Left.UNREADABLE) for one in result.excluded)
    return Verdict.INCOMPLETE if told and isinstance(expected, Figures | Documents) else Verdict.WRONG


@dataclass(frozen=True, slots=True)
class FactsFigures:
    """Shares over a set of questions."""

    questions: int
    exact: Rate
    incomplete: Rate
    declined: Rate
    wrong: Rate
    unanswerable_declined: Rate


def facts_figures(answered: Iterable[Answered]) -> FactsFigures:
    """``exact``, ``incomplete`` and ``declined`` over the answerable, ``wrong`` over all, the last over the
    unanswerable."""
    every = list(answered)
    able = [one for one in every if not isinstance(one.asked.expected, AsksBack | Declined)]
    unable = [one for one in every if isinstance(one.asked.expected, AsksBack | Declined)]
    return FactsFigures(
        questions=len(every),
        exact=rate(sum(one.verdict is Verdict.EXACT for one in able), len(able)),
        incomplete=rate(sum(one.verdict is Verdict.INCOMPLETE for one in able), len(able)),
        declined=rate(sum(one.verdict in (Verdict.DECLINED, Verdict.ASKED_BACK) for one in able), len(able)),
        wrong=rate(sum(one.verdict is Verdict.WRONG for one in every), len(every)),
        unanswerable_declined=rate(sum(one.right for one in unable), len(unable)),
    )


def _names_nobody(result: FactsResult) -> bool:
    return any(not choice.keys for choice in (*result.plan.sellers, *result.plan.buyers))


def _rounded(values: dict[tuple[str | None, str | None], Decimal]) -> dict[tuple[str | None, str | None], Decimal]:
    return {key: value.quantize(_CENT) for key, value in values.items()}
