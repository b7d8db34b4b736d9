"""Each public set, from a small file in its form to questions or labelled answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.loaders import contractnli, cuad, faithbench, financebench, kilt, legalbench_rag, ragtruth, squad
from eval.loaders.source import FileNames, Imported, Source, places
from eval.suites.suite import Question
from eval.verdicts.judging import squeezed
from rag.errors import RequestError
from tests.eval.loaders import sets


def by_id(imported: Imported) -> dict[str, Question]:
    return {question.id: question for question in imported.questions}


def all_places_stand_in_the_documents(imported: Imported) -> bool:
    return all(
        squeezed(gold.quote) in squeezed(imported.documents[gold.file])
        for question in imported.questions
        for gold in question.gold
    )


def test_legalbench_rag_with_its_corpus(tmp_path: Path) -> None:
    file = sets.legalbench_rag(tmp_path, answer=None)
    (question,) = legalbench_rag.load(Source((file,), tmp_path / "corpus")).questions
    assert (question.id, question.place_only, question.accept) == ("cuad-0", True, [])
    assert question.gold[0].model_dump() == {"file": "cuad/lease.txt", "page": 1, "quote": sets.RENT}
    assert question.answer == sets.RENT


def test_legalbench_rag_with_words_of_its_own_needs_no_corpus(tmp_path: Path) -> None:
    assert len(legalbench_rag.load(Source((sets.legalbench_rag(tmp_path),))).questions) == 1


@pytest.mark.parametrize(
    ("snippet", "said"),
    [
        ({"span": [5, 20]}, "the span 5 to 20 is not that of its words"),
        ({"span": [5, 9000], "answer": None}, "the span 5 to 9000"),
        ({"file_path": "cuad/other.txt"}, "there is no 'cuad/other.txt'"),
        ({"file_path": "../cuad.json", "answer": None}, "there is no '../cuad.json'"),
        ({"span": "x"}, r"tests\[0\]: snippets.0.span"),
    ],
)
def test_legalbench_rag_says_which_span_is_wrong(tmp_path: Path, snippet: dict[str, Any], said: str) -> None:
    file = sets.legalbench_rag(tmp_path, **snippet)
    with pytest.raises(RequestError, match=said) as caught:
        legalbench_rag.load(Source((file,), tmp_path / "corpus"))
    assert str(file) in caught.value.detail and "tests[0]" in caught.value.detail


def test_legalbench_rag_without_words_asks_for_the_corpus(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="Give the corpus with --documents"):
        legalbench_rag.load(Source((sets.legalbench_rag(tmp_path, answer=None),)))


def test_cuad_is_asked_by_its_details_with_the_contract_named(tmp_path: Path) -> None:
    imported = cuad.load(Source((sets.cuad(tmp_path),)))
    asked = by_id(imported)
    assert asked["lease__law"].question == "Consider the contract ACME/LEASE AGREEMENT: Which country's law governs it?"
    assert asked["lease__rent"].question.endswith("what does it say of Rent (The rent that is paid)?")
    assert (asked["lease__law"].answer, asked["lease__law"].place_only) == (sets.LAW, True)
    assert (asked["lease__cap"].answerable, asked["lease__cap"].gold) == (False, [])
    assert asked["lease__law"].tags == ["cuad", "Governing Law"]
    assert list(imported.documents) == ["ACME_LEASE AGREEMENT.txt"]
    assert imported.left_out.total() == 1 and "lease__name" not in asked
    assert all_places_stand_in_the_documents(imported)


def test_contractnli_says_yes_or_no(tmp_path: Path) -> None:
    imported = contractnli.load(Source((sets.contractnli(tmp_path),)))
    asked = by_id(imported)
    assert {id: question.says for id, question in asked.items()} == {"7/nda-1": "no", "7/nda-2": "yes", "7/nda-3": None}
    assert asked["7/nda-2"].question == "May the Receiving Party keep a copy (agreement nda-7)?"
    assert (asked["7/nda-3"].answerable, asked["7/nda-3"].answer) == (False, None)
    assert imported.left_out.total() == 1
    assert all_places_stand_in_the_documents(imported)
    assert len(contractnli.load(Source((sets.contractnli(tmp_path),), limit=2)).questions) == 2


def test_fquad_french_with_an_unanswerable_question(tmp_path: Path) -> None:
    qas = [
        sets.qa(sets.LYON, "520 774 habitants", "520 774", question="Combien d'habitants ?"),
        sets.qa(sets.LYON, id="q2", question="Qui est le maire ?"),
    ]
    imported = squad.load(Source((sets.squad(tmp_path, sets.LYON, qas),)))
    asked = by_id(imported)
    assert asked["q1"].language == "fr"
    assert asked["q1"].question == "À propos de « Lyon » : Combien d'habitants ?"
    assert (asked["q1"].accept, asked["q1"].alternatives) == (["520 774"], [["520 774 habitants"]])
    assert [gold.quote for gold in asked["q1"].gold] == ["Elle compte 520 774 habitants en 2022."]
    assert (asked["q2"].answerable, asked["q2"].accept, asked["q2"].gold) == (False, [], [])
    assert imported.documents == {"Lyon 001.txt": sets.LYON}


def test_squad_1_1_has_no_is_impossible_and_is_english(tmp_path: Path) -> None:
    text = "The town of Lyon is in France. It lies on the Rhône and it is large."
    asked = sets.qa(text, "Rhône")
    del asked["is_impossible"]
    (question,) = squad.load(Source((sets.squad(tmp_path, text, [asked]),))).questions
    assert (question.language, question.question) == ("en", "About Lyon: ?")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"answers": [{"text": "Paris", "answer_start": 0}]}, "question 'q1': 'Paris' does not stand at character 0"),
        ({"answers": []}, "question 'q1': it has no answer and is not marked"),
        ({"id": None}, r"data\[0\]: paragraphs.0.qas.0.id"),
    ],
)
def test_squad_says_which_question_is_wrong(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    file = sets.squad(tmp_path, sets.LYON, [sets.qa(sets.LYON, "Lyon") | change])
    with pytest.raises(RequestError, match=said) as caught:
        squad.load(Source((file,)))
    assert str(file) in caught.value.detail


def test_squad_in_another_language(tmp_path: Path) -> None:
    text = "Die Stadt ist nicht groß und der Vertrag ist von einem Tag auf den anderen zu kündigen."
    with pytest.raises(RequestError, match="neither French nor English"):
        squad.load(Source((sets.squad(tmp_path, text, [sets.qa(text, "Stadt")]),)))


def test_ragtruth(tmp_path: Path) -> None:
    imported = ragtruth.load(Source(sets.ragtruth(tmp_path)))
    answers = {answer.id: answer for answer in imported.labelled}
    assert {id[9:]: answer.verdict for id, answer in answers.items()} == {
        "1": "hallucinated",
        "2": "refusal",
        "3": "supported",
        "5": "refusal",
        "6": "hallucinated",
    }
    first = answers["ragtruth-1"]
    assert first.passages == ["The rent is EUR 12,000.", "It is due in January."]
    assert (first.question, first.kind, first.source) == ("what is the rent", "QA", "RAGTruth, m-7b")
    assert [(span.text, span.kind) for span in first.hallucinated] == [("13,000", "Evident Conflict")]
    assert answers["ragtruth-3"].question == "Summarize the following news within 9 words:"
    assert json.loads(answers["ragtruth-5"].passages[0]) == {"name": "Chez Nous", "stars": 4.0}
    # the mark of answer 6 is misplaced: the answer is bad all the same, and the loss is told
    assert answers["ragtruth-6"].hallucinated == []
    assert sorted(imported.left_out.values()) == [1, 1]


def test_ragtruth_needs_both_files(tmp_path: Path) -> None:
    responses, _ = sets.ragtruth(tmp_path)
    with pytest.raises(RequestError, match=r"line 1: there is no source_info of source_id 's1'.*both files"):
        ragtruth.load(Source((responses,)))
    with pytest.raises(RequestError, match="line 6: quality"):
        ragtruth.load(Source(sets.ragtruth(tmp_path, quality=None)))


def test_faithbench_counts_by_the_worst_label(tmp_path: Path) -> None:
    imported = faithbench.load(Source((sets.faithbench(tmp_path),)))
    verdicts = {answer.id[-1]: answer.verdict for answer in imported.labelled}
    assert verdicts == {"0": "hallucinated", "1": "supported", "2": None, "3": "hallucinated"}
    first = imported.labelled[0]
    assert [(span.start, span.text, span.kind) for span in first.hallucinated] == [
        (16, "production", "Unwanted.Intrinsic")
    ]
    assert imported.labelled[3].hallucinated == [] and imported.left_out.total() == 1
    listed = sets.write_json(
        tmp_path / "batch_2_annotation.json", json.loads((tmp_path / "batch_1.json").read_text())["samples"]
    )
    assert len(faithbench.load(Source((listed,))).labelled) == 4


def test_financebench_places_are_pages_counted_from_one(tmp_path: Path) -> None:
    asked = by_id(financebench.load(Source(sets.financebench(tmp_path))))
    assert asked["f1"].gold[0].model_dump(exclude_defaults=True) == {"file": "3M_2018_10K.pdf", "page": 60}
    assert (asked["f1"].accept, asked["f1"].tags) == (["$1577.00"], ["financebench", "metrics-generated", "10k"])
    assert asked["f2"].place_only and [gold.page for gold in asked["f2"].gold] == [48, 50]


def test_financebench_leaves_out_what_has_no_report(tmp_path: Path) -> None:
    files = sets.financebench(tmp_path)
    (tmp_path / "pdfs").mkdir()
    (tmp_path / "pdfs" / "3M_2018_10K.pdf").write_bytes(b"%PDF")
    imported = financebench.load(Source(files, tmp_path / "pdfs"))
    assert [question.id for question in imported.questions] == ["f1"]
    assert imported.left_out.total() == 1


def test_kilt_with_its_pages(tmp_path: Path) -> None:
    imported = kilt.load(Source(sets.kilt(tmp_path)))
    asked = by_id(imported)
    assert set(asked) == {"nq-dev-kilt-a", "nq-dev-kilt-b"}
    first = asked["nq-dev-kilt-a"]
    assert (first.accept, first.alternatives) == (["520,774"], [["half a million"]])
    assert [gold.quote for gold in first.gold] == ["In the town of Lyon live 520,774 people."]
    claim = asked["nq-dev-kilt-b"]
    assert (claim.question, claim.says, claim.answer) == ("Is it true that Lyon is a river?", "no", "No.")
    assert claim.gold[0].quote == ""
    assert list(imported.documents) == ["Lyon.txt"]
    assert imported.left_out.total() == 2


def test_kilt_without_its_pages_has_whole_pages_as_places(tmp_path: Path) -> None:
    imported = kilt.load(Source(sets.kilt(tmp_path)[:1]))
    assert [(gold.file, gold.quote) for gold in by_id(imported)["nq-dev-kilt-a"].gold] == [("Lyon.txt", "")]
    assert imported.documents == {} and len(imported.questions) == 3


@pytest.mark.parametrize(
    "load",
    [m.load for m in (contractnli, cuad, faithbench, financebench, kilt, legalbench_rag, ragtruth, squad)],
)
@pytest.mark.parametrize("content", [b"{", b"\xe9", b"[1]", b'{"a": 1}', None])
def test_a_file_of_another_form_is_named(
    tmp_path: Path, load: Callable[[Source], Imported], content: bytes | None
) -> None:
    file = tmp_path / "strange.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RequestError) as caught:
        load(Source((file,)))
    assert str(file) in caught.value.detail
    assert caught.value.remedy != ""


def test_a_draw_is_the_same_for_a_seed_and_in_order() -> None:
    items = list(range(100))
    few = Source((), limit=10, seed=1).drawn(items)
    assert few == Source((), limit=10, seed=1).drawn(items) == sorted(few)
    assert few != Source((), limit=10, seed=2).drawn(items)
    assert Source((), limit=500).drawn(items) == Source(()).drawn(items) == items


def test_long_words_become_several_places_and_few_none() -> None:
    words = " ".join(f"The party number {number} pays what it owes to the other one." for number in range(40))
    found = places("a.txt", words)
    assert len(found) > 3 and all(len(gold.quote) <= 600 for gold in found)
    assert squeezed("".join(gold.quote for gold in found)) == squeezed(words)
    unbroken = "mot " * 500
    assert all(len(gold.quote) <= 600 for gold in places("a.txt", unbroken))
    assert squeezed("".join(gold.quote for gold in places("a.txt", unbroken))) == squeezed(unbroken)
    assert places("a.txt", "5. Term") == []


def test_file_names_are_harmless_and_each_once() -> None:
    names = FileNames()
    assert [names.name(title) for title in ("../a/b", "..", "x" * 500, "L", "l")] == [
        "_a_b.txt",
        "text.txt",
        "x" * 150 + ".txt",
        "L.txt",
        "l (2).txt",
    ]
