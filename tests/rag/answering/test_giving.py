"""What a model is given: passages joined, or for a small one the best sentences alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.extraction import Sentence
from rag.answering.giving import Given, to_be_given
from rag.answering.proofs import Proof, units
from rag.domain.answer import AnswerKind
from rag.retrieval.search import RankedPassage
from rag.store.catalogue import FoundPassage
from tests.rag.answering.scripted import Scripted, asked, passage, written

SMALL, LARGER = "qwen2.5-coder:1.5b", "mistral:7b"
PRICES = "Le prestataire facture ainsi :\n\nPrestation | Prix\nVisite | 10 €\nDépannage | 20 €"
DUTIES = "Le prestataire ne doit pas\n- céder le contrat ;\n- sous-traiter la visite."


def named(name: str, text: str = '{"claims": []}') -> Scripted:
    model = Scripted(text)
    model.name = name
    return model


def scored(*passages: RankedPassage) -> list[Sentence]:
    """All sentences and rows, those of the first passage best."""
    found = [(part, start, end) for part in passages for start, end in units(part.found.passage.text) if end > start]
    return [
        Sentence(Proof(part, start, end), " ".join(part.found.passage.text[start:end].split()), 2 - n / 100)
        for n, (part, start, end) in enumerate(found)
    ]


def nothing(_identifiers: Sequence[str]) -> list[FoundPassage]:
    return []


def words(given_: list[Given]) -> list[str | None]:
    return [each.words for each in given_]


def test_a_small_model_is_given_sentences_the_best_first() -> None:
    sentences = scored(passage("Un prix. Deux prix. Trois.", 1), passage("Quatre.", 2))
    best_first = [sentences[2], sentences[0], sentences[3], sentences[1]]
    found = to_be_given(best_first, nothing, named(SMALL))
    assert words(found) == ["Trois.", "Un prix.", "Quatre.", "Deux prix."]
    assert [each.block[0].found.passage.document_id for each in found] == ["d1", "d1", "d2", "d1"]


@pytest.mark.parametrize("model", [named(LARGER), named("somebodys-own"), None])
def test_a_larger_or_unknown_one_is_given_passages(model: Scripted | None) -> None:
    first, second = passage("Un prix. Deux prix.", 1), passage("Trois.", 2)
    found = to_be_given(scored(first, second), nothing, model)
    assert found == [Given((first,)), Given((second,))]


def test_a_row_has_its_column_titles_and_an_item_what_introduces_it() -> None:
    rows = scored(passage(PRICES, 1))
    assert words(to_be_given(rows[-1:], nothing, named(SMALL))) == ["Prestation | Prix\nDépannage | 20 €"]
    items = scored(passage(DUTIES, 1))
    assert words(to_be_given(items[-1:], nothing, named(SMALL))) == [
        "Le prestataire ne doit pas\n- sous-traiter la visite."
    ]


def test_no_more_than_six_and_none_twice() -> None:
    many = scored(passage(" ".join(f"Le prix {n} est dû." for n in range(20)), 1))
    assert len(to_be_given(many, nothing, named(SMALL))) == 6
    copies = scored(passage("Le prix est dû.", 1), passage("Le prix est dû.", 2))
    [best] = to_be_given(copies, nothing, named(SMALL))
    assert best.block[0].found.passage.document_id == "d1"


@given(st.lists(st.integers(1, 2500), min_size=1, max_size=12))
def test_fifteen_hundred_characters_unless_the_best_alone_has_more(sizes: list[int]) -> None:
    sentences = [scored(passage("x" * size, n))[0] for n, size in enumerate(sizes)]
    found = [text or "" for text in words(to_be_given(sentences, nothing, named(SMALL)))]
    assert found[0] == sentences[0].text and (sum(map(len, found)) <= 1500 or len(found) == 1)


def test_nothing_found_is_nothing_given() -> None:
    assert to_be_given([], nothing, named(SMALL)) == []


def test_the_number_of_a_sentence_leads_to_its_passage() -> None:
    """Two sentences of one passage have a number each, and the answer cites the passage that was given as the third."""
    notice = "La résiliation demande un préavis de six mois."
    text = f"Le préavis de résiliation court dès la réception. {notice}"
    other = "Le préavis de résiliation du bail est de neuf mois."
    for source in (1, 2, 3):
        model = named(SMALL, written((notice, notice, source)))
        _, last = asked("Quel préavis la résiliation demande-t-elle ?", model, passage(text, 1), passage(other, 2))
        assert last.kind is AnswerKind.GENERATED and [each.document_id for each in last.citations] == ["d1"]
        assert model.messages[-1].content.count("<passage ") == 3
