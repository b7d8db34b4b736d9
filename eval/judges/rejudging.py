"""The answers of a run judged again: by the rules as they were recorded, or by a judge with a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from eval.judges.agreement import UNTOLD, Agreement, agreement
from eval.judges.calibration import ToldVerdict
from eval.judges.rules import Judged
from eval.metrics import Rate, rate
from eval.records import Record
from eval.suites.labelled import Labelled, Verdict
from eval.verdicts.stances import refuses


class JudgedRun(TypedDict):
    """What a judge says of one system's answers, beside what the rules said when they were recorded.

    Over answerable questions: ``right`` judged supported, ``wrong`` judged hallucinated, ``refused`` judged a refusal.
    Over unanswerable ones: ``answered_all_the_same`` not judged a refusal. Over all: ``untold`` without a verdict;
    ``with_rules`` the agreement with the recorded verdicts.
    """

    questions: int
    right: Rate
    wrong: Rate
    refused: Rate
    answered_all_the_same: Rate
    untold: Rate
    with_rules: Agreement


def as_labelled(record: Record) -> Labelled:
    """A record as a judge is given it: the answer's claims, the words that its citations show, what is expected."""
    return Labelled(
        id=f"{record.system}/{record.id}",
        language="fr" if record.language == "fr" else "en",
        question=record.question,
        passages=[citation.quote for citation in record.citations],
        answer="\n".join(claim.text for claim in record.claims),
        hallucinated=[],
        verdict=None,
        kind="run",
        source=record.system,
        accept=[record.expected] if record.expected else [],
    )


def judge_record(record: Record) -> Judged:
    """The verdict of the rules as the record holds it; it is never untold, since the suite knows what is right."""
    text = "\n".join(claim.text for claim in record.claims)
    if not record.answered or refuses(text, record.question):
        return Judged("refusal", "nothing is shown, or only that there is no answer")
    if not record.answerable:
        return Judged("hallucinated", "the documents do not answer this question")
    if not record.correct:
        return Judged("hallucinated", "it does not state every accepted value")
    if any(claim.unproved for claim in record.claims):
        return Judged("hallucinated", "its passages do not hold all of its values")
    return Judged("supported", "it states every accepted value")


def judged_figures(records: Sequence[Record], told: Mapping[str, ToldVerdict]) -> JudgedRun:
    """The figures of one system's records, by the verdicts that a judge told of them."""
    verdicts = {record.id: told[as_labelled(record).id].verdict for record in records}
    answerable = [verdicts[record.id] for record in records if record.answerable]
    unanswerable = [verdicts[record.id] for record in records if not record.answerable]

    def share(of: Sequence[Verdict | None], verdict: Verdict) -> Rate:
        return rate(sum(each == verdict for each in of), len(of))

    return JudgedRun(
        questions=len(records),
        right=share(answerable, "supported"),
        wrong=share(answerable, "hallucinated"),
        refused=share(answerable, "refusal"),
        answered_all_the_same=rate(sum(each not in ("refusal", None) for each in unanswerable), len(unanswerable)),
        untold=rate(sum(each is None for each in verdicts.values()), len(verdicts)),
        with_rules=agreement(
            [(str(judge_record(record).verdict), verdicts[record.id] or UNTOLD) for record in records]
        ),
    )
