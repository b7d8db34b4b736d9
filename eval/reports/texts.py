"""What every report says in words."""

from __future__ import annotations

from collections.abc import Sequence

from eval.reports.system_runs import SystemRun

LANGUAGES = {"fr": "French", "en": "English"}

HOW_TO_READ = (
    "A rate in percent is followed by its 95 % interval (Wilson's) and its cases, a mean from 0 to 1 by its own (a"
    " bootstrap's; balanced accuracy's is put together from two rates). Few questions give wide intervals: two rates"
    " whose intervals overlap may be the same. `rag-eval compare` tells more of two runs, question by question.",
    "Answers are judged by rules, none by a model. The rule that finds an answer right compares the values it states"
    " with those expected. It sees neither a negation nor that two values are given where one is asked; an answer in"
    " other words counts as wrong. An answer of several sentences states more values: read the first rates beside the"
    " number of claims.",
    "A claim is called unproved for its numbers, dates and identifiers only, not for its other words.",
    "Seconds and memory are those of one machine, with one question at a time; memory is that of this process, the"
    " model's server not among it. Tokens are those that the model's server counted: another model cuts the same words"
    " into more or fewer.",
)


def limits(shown: Sequence[SystemRun]) -> list[str]:
    """What is to be known of a suite and its runs before their figures are believed."""
    info, found = shown[0].run.info, []
    if info.suite == "samples":
        found.append(
            f"{info.suite_questions} questions made by the makers of the product on their own sample documents, which"
            " are few, short and clean. They compare one release with the next; they do not foretell how well your"
            " documents are answered: write a suite of your own for that."
        )
    if any(len(each.records) < info.suite_questions for each in shown):
        found.append("Not every system here was asked every question.")
    if len({each.run.info.corpus for each in shown}) > 1:
        found.append("Not all of these runs were asked of the same documents.")
    return found
