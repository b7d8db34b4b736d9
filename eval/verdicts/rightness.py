"""Whether an answer is right, by whatever a suite's question knows of the right answer."""

from __future__ import annotations

from eval.suites.suite import Question
from eval.verdicts.judging import is_correct
from eval.verdicts.stances import refuses, stance


def is_right(question: Question, shown: str, gold_cited: bool) -> bool:
    """True when what was shown is right: it states every value of ``accept`` or of one of the ``alternatives``, says
    yes or no as ``says`` does, or, where only the place is known, cites it (``gold_cited``).

    Nothing is right for a question that the documents do not answer.
    """
    if question.place_only:
        return gold_cited
    if question.says is not None:
        return not refuses(shown, question.question) and stance(shown, question.question) == question.says
    return any(is_correct(shown, values) for values in (question.accept, *question.alternatives))
