from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.extraction import Sentence, passages_by_sentence
from rag.answering.giving import Given
from rag.answering.joining import Block, joined, numbered, shortened
from rag.answering.prompting import build
from rag.answering.proofs import Proof
from rag.domain.passage import Passage, passage_id
from rag.retrieval.search import RankedPassage
from rag.store.catalogue import FoundPassage
from tests.rag.answering.scripted import Scripted, asked, draft, passage, written

TABLE = ("Prestation | Prix\nVisite | 10 €", "Dépannage | 20 €\nAstreinte | 30 €")
CLAUSES = ("Article 1 – Objet\nLe prestataire entretient les chaudières.", "Article 2 – Prix\nLe prix est de 900 €.")


def _version(texts: Sequence[str], *, gap: int = 2, document: str = "d1", score: float = 1.0) -> list[RankedPassage]:
    """All passages of one version, ``gap`` characters between them."""
    found, start = [], 0
    for ordinal, text in enumerate(texts):
        item = passage(text, 1, headings=[f"Article {ordinal + 1}"], score=score)
        place: dict[str, Any] = {"char_start": start, "char_end": start + len(text), "ordinal": ordinal}
        place |= {"document_id": document, "version_id": document, "id": passage_id(document, document, ordinal)}
        made: Passage = replace(item.found.passage, **place)
        found.append(replace(item, found=replace(item.found, passage=made)))
        start += len(text) + gap
    return found


def _nothing(_identifiers: Sequence[str]) -> list[FoundPassage]:
    return []


def _from(*parts: RankedPassage) -> Any:
    return lambda identifiers: [part.found for part in parts if part.found.passage.id in identifiers]


def _ordinals(blocks: list[Block]) -> list[list[int]]:
    return [[part.found.passage.ordinal for part in block] for block in blocks]


def test_neighbours_are_one_block_in_the_order_of_the_text() -> None:
    one, other = _version(["a", "b", "c", "d", "e"]), _version(["f", "g"], document="d2")
    blocks = joined([one[3], other[0], one[1], one[2]], _nothing)
    assert _ordinals(blocks) == [[1, 2, 3], [0]]
    assert _ordinals(joined([one[0], other[1], one[2]], _nothing)) == [[0], [1], [2]]


def test_passages_come_in_the_order_of_their_best_sentence_whatever_else_they_say() -> None:
    """One that answers in a line and goes on about other things is before one that is near the question throughout."""
    best, even, last = (
        passage(text, number) for number, text in enumerate(["Le prix. Fait ici.", "Prix. Tarif.", "Objet"])
    )
    scored = [(best, 1.9), (even, 1.4), (even, 1.3), (last, 0.6), (best, 0.2)]
    sentences = [Sentence(Proof(item, 0, 4), item.found.passage.text[:4], score) for item, score in scored]
    assert passages_by_sentence(sentences) == [best, even, last]
    assert passages_by_sentence([]) == []


def test_four_blocks_and_three_thousand_characters_at_most() -> None:
    apart = [_version(["x"], document=f"d{number}")[0] for number in range(6)]
    assert joined(apart, _nothing) == [(part,) for part in apart[:4]]
    long = _version(["x" * 1500] * 4)
    assert _ordinals(joined(long, _nothing)) == [[0, 1]]
    assert _ordinals(joined(_version(["x" * 9000]), _nothing)) == [[0]]


@given(st.permutations(range(12)), st.lists(st.integers(1, 1500), min_size=12, max_size=12))
def test_no_text_comes_twice_and_blocks_are_runs(order: list[int], sizes: list[int]) -> None:
    version = _version(["x" * size for size in sizes], gap=1)
    blocks = _ordinals(joined([version[number] for number in order], _from(*version)))
    given_ = [ordinal for block in blocks for ordinal in block]
    assert len(given_) == len(set(given_)) and order[0] in blocks[0]
    assert all(block == list(range(block[0], block[-1] + 1)) for block in blocks) and len(blocks) <= 4
    assert sum(sizes[ordinal] for ordinal in given_) <= 3000


@pytest.mark.parametrize(("gap", "whole"), [(1, [[0, 1]]), (2, [[1]])])
def test_a_table_that_is_cut_is_given_with_its_column_titles(gap: int, whole: list[list[int]]) -> None:
    version = _version(TABLE, gap=gap)
    assert _ordinals(joined([version[1]], _from(*version))) == whole


def test_what_the_asker_may_not_read_is_not_joined() -> None:
    version = _version(TABLE, gap=1)
    assert _ordinals(joined([version[1]], _nothing)) == [[1]]


def test_a_quote_is_looked_for_in_the_passage_of_the_block_that_holds_it() -> None:
    blocks: list[Block] = [tuple(_version(CLAUSES)), (passage("Le bail est de neuf ans.", 9),)]
    assert numbered(draft("Le prix est de 900 €.", "Le prix est de 900 €", 1), blocks).source == 2
    assert numbered(draft("x", "chaudières", 1), blocks).source == 1
    assert numbered(draft("x", "neuf ans", 2), blocks).source == 3
    assert numbered(draft("x", "nulle part", 2), blocks).source == 3
    assert [numbered(draft("x", "neuf ans", n), blocks).source for n in (-1, 0, 3)] == [-1, 0, 3]


def test_a_block_is_shortened_from_its_worse_end() -> None:
    first, middle, last = _version(["a", "b", "c"])
    best = replace(middle, score=2.0)
    assert shortened((first, best, last)) == (first, best)
    assert shortened((first, best)) == (best,) and shortened((best,)) == ()
    assert shortened((best, last)) == (best,)


def test_the_prompt_shows_a_block_as_one_passage_and_shortens_what_does_not_fit() -> None:
    block: Block = tuple(_version(CLAUSES))
    messages, used = build("Quel prix ?", "fr", [Given(block)], 4000)
    assert used == [block] and messages[-1].content.count("<passage ") == 1
    assert "chaudières.\nArticle 2 – Prix\nLe prix" in messages[-1].content
    long: Block = tuple(_version(["mot " * 600, "mot " * 600]))
    _, [kept] = build("Quel prix ?", "fr", [Given(long)], 3000)
    assert kept == long[:1]


def test_a_claim_from_a_block_cites_the_passage_that_proves_it() -> None:
    version = _version(CLAUSES)
    model = Scripted(written(("Le prix est de 900 €.", "Le prix est de 900 €.", 1)))
    _, result = asked("Quel est le prix ?", model, *version)
    assert result.claims[0].text == "Le prix est de 900 €."
    [cited] = result.citations
    assert cited.passage_id == version[1].found.passage.id and cited.boxes
    assert model.messages[-1].content.count("<passage ") == 1
