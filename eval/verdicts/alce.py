"""Citation recall and precision as ALCE defines them.

Gao, Yen, Yu and Chen, "Enabling Large Language Models to Generate Text with Citations", EMNLP 2023 (arXiv:2305.14627),
section 3.3, "Citation quality":

- recall of a statement is 1 where it has a citation and its citations, put together, support it; else 0;
- precision of a citation is 1 where its statement's recall is 1 and the citation is not irrelevant; else 0. A citation
  is irrelevant where it does not support the statement alone and the others, without it, still do.

What "support" is, is left open here: ALCE asks an entailment model, we ask rules (:mod:`eval.verdicts.support`,
:mod:`eval.answers.metrics`). We pool all statements and all citations of a run, so that both are shares with an
interval; ALCE averages by answer first, and its program looks at the first three citations of a statement only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement: whether its citations support it together, and for each of them whether it counts as precise."""

    recalled: bool
    precise: tuple[bool, ...]


def judge_citations(citations: Sequence[C], supports: Callable[[Sequence[C]], bool]) -> Judged:
    """One statement, where ``supports`` tells whether a set of citations put together supports it.

    With no citation it is not recalled, whatever ``supports`` says.
    """
    recalled = bool(citations) and supports(citations)
    if not recalled:
        return Judged(False, (False,) * len(citations))
    precise = []
    for place, citation in enumerate(citations):
        others = [*citations[:place], *citations[place + 1 :]]
        irrelevant = not supports([citation]) and bool(others) and supports(others)
        precise.append(not irrelevant)
    return Judged(True, tuple(precise))
