"""ALCE's definitions (Gao et al., EMNLP 2023, arXiv:2305.14627, section 3.3), worked out by hand.

A citation here is a set of letters; a statement is supported where its letters are all in the citations put together.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eval.verdicts.alce import judge_citations


@pytest.mark.parametrize(
    ("statement", "citations", "recalled", "precise"),
    [
        ("ab", ["abc"], True, (True,)),
        ("ab", ["a"], False, (False,)),  # not supported: neither recalled nor precise
        ("ab", [], False, ()),  # without a citation nothing is recalled
        ("ab", ["a", "b"], True, (True, True)),  # neither supports alone, but both are needed
        ("ab", ["ab", "x"], True, (True, False)),  # "x" supports nothing, and nothing misses it: irrelevant
        ("ab", ["ab", "ab"], True, (True, True)),  # each supports alone, so neither is irrelevant
        ("ab", ["ab", "a"], True, (True, False)),  # a part of the proof beside the whole proof is irrelevant
        ("abc", ["ab", "bc", "b"], True, (True, True, False)),
        ("ab", ["x", "y"], False, (False, False)),
    ],
)
def test_one_statement(statement: str, citations: list[str], recalled: bool, precise: tuple[bool, ...]) -> None:
    def supports(chosen: Sequence[str]) -> bool:
        return set(statement) <= set("".join(chosen))

    judged = judge_citations(citations, supports)
    assert (judged.recalled, judged.precise) == (recalled, precise)


def test_what_needs_no_proof_still_needs_a_citation() -> None:
    assert not judge_citations([], lambda _: True).recalled
