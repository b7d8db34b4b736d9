from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.claims import Draft, read_claims
from rag.errors import ModelAnswerError

WHOLE = json.dumps(
    {"claims": [{"text": 'Un [a] {b} "c".', "quote": " q ", "source": 1}, {"source": 2, "quote": "", "text": "é\n d"}]}
)


@given(st.lists(st.integers(0, len(WHOLE)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_however_the_text_is_cut_into_pieces_the_claims_are_the_same(cuts: list[int]) -> None:
    borders = [0, *sorted(cuts), len(WHOLE)]
    pieces = [WHOLE[a:b] for a, b in itertools.pairwise(borders)]
    assert list(read_claims(pieces)) == [Draft('Un [a] {b} "c".', "q", 1), Draft("é d", "", 2)]


def test_a_claim_comes_as_soon_as_it_is_whole() -> None:
    end = WHOLE.index("},") + 1

    def pieces():  # type: ignore[no-untyped-def]
        yield WHOLE[:end]
        raise AssertionError("read on before the claim was given")

    assert next(read_claims(pieces())).source == 1


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=60, deadline=None)
def test_a_cut_text_is_never_taken_for_a_whole_one(length: int) -> None:
    with pytest.raises(ModelAnswerError):
        list(read_claims([WHOLE[:length]]))


@pytest.mark.parametrize("text", [WHOLE + WHOLE, WHOLE + "x", "Voici : " + WHOLE, WHOLE.replace("claims", "Claims")])
def test_more_than_the_json_is_refused(text: str) -> None:
    with pytest.raises(ModelAnswerError):
        list(read_claims([text]))


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ModelAnswerError):
        list(read_claims(['{"claims": [{"a":' + '{"a":' * 5000]))
