"""Recall and precision in characters, by hand as LegalBench-RAG (arXiv:2408.10343, section 4) defines them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.parts import retrieval
from eval.parts.retrieval import SpanQuestion, length, load_questions, merged, overlap, placed
from rag.errors import RequestError
from rag.store.opening import Store
from tests.support.stores import bring_in, file_info

SPANS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(1, 20)).map(lambda s: (s[0], s[1], s[1] + s[2]))
)


def test_spans_that_overlap_or_touch_are_one() -> None:
    spans = [("a", 10, 20), ("b", 5, 6), ("a", 15, 30), ("a", 30, 31), ("a", 40, 50)]
    assert merged(spans) == {"a": [(10, 31), (40, 50)], "b": [(5, 6)]}
    assert length(merged(spans)) == 32


@given(SPANS, SPANS)
def test_lengths_and_overlaps_count_characters(
    one: list[tuple[str, int, int]], two: list[tuple[str, int, int]]
) -> None:
    first, second = ({(file, at) for file, a, b in spans for at in range(a, b)} for spans in (one, two))
    assert length(merged(one)) == len(first)
    assert overlap(merged(one), merged(two)) == len(first & second) == overlap(merged(two), merged(one))


def test_a_worked_example() -> None:
    """The answer is a[0, 100) and a[200, 300); the first passage holds 50 of these characters and 50 others, the
    second all of the second span and nothing else, the third is of another document."""
    answer = merged([("a", 0, 100), ("a", 200, 300)])
    figures = retrieval._of_one([("a", 50, 150), ("a", 200, 300), ("b", 0, 100)], answer)
    assert figures == {
        "recall@1": 0.25,
        "precision@1": 0.5,
        "recall@10": 0.75,
        "precision@10": 0.5,
        "recall@64": 0.75,
        "precision@64": 0.5,
        "first_hit": 1.0,
        "first_document": 1.0,
    }
    assert set(retrieval._of_one([("b", 0, 100)], answer).values()) == {0.0}
    assert set(retrieval._of_one([], answer).values()) == {0.0}


def test_the_interval_of_a_mean() -> None:
    """Mean 0.5, standard deviation 0.5774, n 4: 0.5 ± 1.96 · 0.5774 / 2 = 0.5 ± 0.566, cut at 0 and 1."""
    assert retrieval._mean([0, 0, 1, 1]) == {"value": 0.5, "low": 0.0, "high": 1.0}
    wide = retrieval._mean([0.4, 0.6])
    assert (wide["low"], wide["high"]) == pytest.approx((0.304, 0.696), abs=1e-3)
    assert retrieval._mean([0.3]) == {"value": 0.3, "low": 0.3, "high": 0.3}


def test_questions_are_read_and_others_refused(tmp_path: Path) -> None:
    file = tmp_path / "questions.json"
    test = {
        "query": "Préavis ?",
        "snippets": [{"file": "cuad/a.txt", "span": [3, 9]}, {"file": "a.txt", "span": [8, 12]}],
    }
    file.write_text(json.dumps({"tests": [test]}))
    [question] = load_questions(file)
    assert (question.question, question.answer) == ("Préavis ?", {"a.txt": [(3, 12)]})
    for wrong in ("{", "[]", '{"tests": [{"query": "x"}]}', '{"tests": [{"query": "x", "snippets": [{"span": 1}]}]}'):
        file.write_text(wrong)
        with pytest.raises(RequestError, match="questions with spans"):
            load_questions(file)
    with pytest.raises(RequestError):
        load_questions(tmp_path / "none.json")


def test_quotes_get_their_places_in_the_store(store: Store, tmp_path: Path) -> None:
    bring_in(store, file_info("a.txt", b"a"), ["Le prix est de 10 €.", "Le préavis est de six mois."])
    file = tmp_path / "questions.json"

    def questions(quote: str) -> list[SpanQuestion]:
        snippets = [{"file": "x/a.txt", "quote": quote}, {"file": "a.txt", "span": [0, 2]}]
        file.write_text(json.dumps({"tests": [{"query": "Préavis ?", "tag": "t", "snippets": snippets}]}))
        return placed(load_questions(file), store.catalogue)

    [question] = questions("préavis est de SIX mois")
    start = len("Le prix est de 10 €.") + 2 + len("Le ")
    assert question.answer == {"a.txt": [(0, 2), (start, start + len("préavis est de six mois"))]}
    assert (question.tag, question.quotes) == ("t", ())
    with pytest.raises(RequestError, match="does not hold"):
        questions("un an")


@pytest.mark.parametrize(
    ("name", "names", "paraphrases"),
    [("retrieval_fr", 30, 30), ("retrieval_fr_kept", 30, 30), ("retrieval_fr_misspelt", 0, 0)],
)
def test_the_french_sets_stand_in_the_samples(name: str, names: int, paraphrases: int) -> None:
    questions = load_questions(Path(retrieval.__file__).parents[1] / "suites" / f"{name}.json")
    tagged = [sum(question.tag == tag for question in questions) for tag in ("names", "paraphrases")]
    assert questions and tagged == [names, paraphrases]
    samples = {path.name for path in (Path(retrieval.__file__).parents[2] / "samples").rglob("*")}
    attached = {"devis-D-2025-0457.pdf"}
    assert {file for question in questions for file, _ in question.quotes} <= samples | attached
