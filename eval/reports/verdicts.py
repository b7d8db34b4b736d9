"""What is said of an answer: one word, and every reason."""

from __future__ import annotations

from typing import NamedTuple

from eval.records import Record


class Verdict(NamedTuple):
    """The word, a name for style sheets, and how bad it is: 0 is good."""

    word: str
    name: str
    badness: int


INVENTED = Verdict("answered though unanswerable", "invented", 4)
WRONG = Verdict("wrong answer", "wrong", 3)
WRONG_SOURCE = Verdict("right, wrong source", "source", 2)
REFUSED = Verdict("refused", "refused", 1)
RIGHT = Verdict("right", "right", 0)
RIGHTLY_REFUSED = Verdict("rightly refused", "right", 0)


def verdict(record: Record) -> Verdict:
    """The one thing that matters most: an invented answer is worse than a wrong one, that than a wrong source, and
    nothing shown is the least of faults."""
    if not record.answerable:
        return INVENTED if record.answered else RIGHTLY_REFUSED
    if not record.answered:
        return REFUSED
    if not record.correct:
        return WRONG
    return RIGHT if record.gold_cited else WRONG_SOURCE


def reasons(record: Record) -> list[str]:
    """Everything that is wrong with an answer, in plain words; nothing for a good one."""
    found = []
    if not record.answerable:
        found += ["answered though the documents do not say"] if record.answered else []
    elif not record.answered:
        found.append("refused")
    else:
        if not record.correct:
            found.append("wrong answer")
        if not record.gold_cited:
            found.append("wrong source")
    if record.answerable and found:
        found.append(_proof(record))
    unproved = [value for claim in record.claims for value in claim.unproved]
    if unproved:
        found.append(f"unproved: {', '.join(unproved)}")
    if record.note and found:
        found.append(f"model failed ({record.note})")
    return found


def _proof(record: Record) -> str:
    if record.gold_stored is False:
        return "no passage of the store holds the proof"
    if record.gold_rank is None:
        return "proof not among the first 16 passages"
    return f"proof was passage {record.gold_rank}"
