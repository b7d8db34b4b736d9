from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from eval.suites.suite import Question, load_suite, write_suite
from eval.verdicts.judging import is_correct
from rag.errors import RequestError

LINE: dict[str, Any] = {
    "id": "q1",
    "language": "fr",
    "question": "Quel préavis ?",
    "answerable": True,
    "answer": "90 jours.",
    "accept": ["90 jours"],
    "gold": [{"file": "contrats/a.pdf", "page": 2, "quote": "90 jours avant"}],
    "tags": ["notice"],
}
NOTHING: dict[str, Any] = {"answerable": False, "answer": None, "accept": [], "gold": []}


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "mine.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
    return path


def test_a_suite_by_path(tmp_path: Path) -> None:
    path = write(tmp_path, LINE, "", LINE | {"id": "q2"} | NOTHING)
    suite = load_suite(str(path))
    assert suite.name == "mine"
    assert suite.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [question.id for question in suite.questions] == ["q1", "q2"]
    assert suite.questions[0].gold[0].filename == "a.pdf"


def test_line_separators_inside_a_text_end_no_line(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps(LINE | {"question": "un\u2028deux\x85trois"}, ensure_ascii=False))
    assert len(load_suite(str(path)).questions) == 1


def test_the_suite_that_comes_along_is_whole_and_its_own_answers_are_right() -> None:
    questions = load_suite("samples").questions
    assert len(questions) == 61
    assert sum(question.answerable for question in questions) == 45
    wrong = [q.id for q in questions if q.answer is not None and not is_correct(q.answer, q.accept)]
    assert wrong == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["{"], "line 1: not JSON"),
        ([LINE, "[1]"], "line 2: Input should be"),
        ([LINE, LINE], "line 2: the id 'q1' stands already on line 1"),
        ([{key: LINE[key] for key in LINE if key != "tags"}], "line 1: tags: Field required"),
        ([LINE | {"language": "de"}], "line 1: language:"),
        ([LINE | {"page": 1}], "line 1: page: Extra inputs"),
        ([LINE | {"gold": [{"file": "a.pdf", "page": 0, "quote": "x"}]}], "line 1: gold.0.page:"),
        ([LINE | {"gold": [{"file": "a.pdf", "page": "2", "quote": "x"}]}], "line 1: gold.0.page:"),
        ([LINE | {"accept": []}], "an answerable question needs"),
        ([LINE | {"accept": ["  "]}], "line 1: accept.0:"),
        ([LINE | {"answerable": False}], "not answerable has no answer"),
        ([LINE | {"gold": [{"file": "a.pdf", "page": 1, "quote": " "}]}], "line 1: gold.0.quote:"),
        ([LINE | {"extra": "x"}], "line 1: extra:"),
        ([LINE | {"alternatives": [[]]}], "line 1: alternatives.0:"),
        ([LINE | {"place_only": True}], "only one of accept, says and place_only"),
        ([LINE | {"accept": [], "place_only": True, "alternatives": [["x"]]}], "alternatives stand beside accept"),
        ([LINE | {"accept": [], "says": "yes"}], "says can be judged in English only"),
        ([LINE | NOTHING | {"place_only": True}], "not answerable has no answer"),
        ([""], "holds no question"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_do(tmp_path: Path, lines: list[Any], said: str) -> None:
    path = write(tmp_path, *lines)
    with pytest.raises(RequestError) as caught:
        load_suite(str(path))
    assert said in caught.value.detail
    assert str(path) in caught.value.detail
    assert caught.value.remedy != RequestError.default_remedy


def test_an_unknown_suite_names_those_there_are() -> None:
    with pytest.raises(RequestError, match="one of: samples"):
        load_suite("nothing")


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b"\xe9")
    with pytest.raises(RequestError, match="Save it as UTF-8"):
        load_suite(str(path))


def test_what_only_some_questions_have_is_read_and_written_as_it_was(tmp_path: Path) -> None:
    page = {"file": "a.pdf", "page": 2}
    lines = [
        LINE,
        LINE | {"id": "q2", "alternatives": [["trois mois"]], "extra": {"from": "here", "n": [1]}},
        LINE | {"id": "q3", "accept": [], "place_only": True, "gold": [page]},
        LINE | {"id": "q4", "language": "en", "accept": [], "says": "no"},
        LINE | {"id": "q5"} | NOTHING,
    ]
    questions = load_suite(str(write(tmp_path, *lines))).questions
    assert questions[2].gold[0].quote == ""
    assert questions[1].extra == {"from": "here", "n": [1]}
    written = tmp_path / "written.jsonl"
    write_suite(written, questions)
    assert [json.loads(line) for line in written.read_text("utf-8").splitlines()] == lines
    assert load_suite(str(written)).questions == questions


def test_a_suite_of_the_first_format_reads_as_before() -> None:
    question = Question.model_validate(LINE, strict=True)
    assert (question.alternatives, question.says, question.place_only, question.extra) == ([], None, False, {})
