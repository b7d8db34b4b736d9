"""Labelled answers are read and written without loss, and a wrong line is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.suites.labelled import Labelled, Span, read_labelled, write_labelled
from rag.errors import RequestError

ONE = {
    "id": "a",
    "language": "fr",
    "question": "Quel est le loyer ?",
    "passages": ["Le loyer est de 1 200,00 €."],
    "answer": "Le loyer est de 1 300 €.",
    "hallucinated": [{"start": 16, "end": 23, "text": "1 300 €", "kind": "value"}],
    "verdict": "hallucinated",
    "kind": "number",
    "source": "by hand",
    "accept": [],
}


def write(path: Path, *values: object) -> Path:
    path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    answers = [
        Labelled.model_validate(ONE),
        Labelled.model_validate(ONE | {"id": "b", "answer": "ligne\u2028deux\n", "hallucinated": [], "verdict": None}),
    ]
    write_labelled(tmp_path / "set.jsonl", answers)
    read = read_labelled(tmp_path / "set.jsonl")
    assert read.answers == answers
    assert read.name == "set"
    assert len(read.sha256) == 64
    assert read.answers[0].hallucinated == [Span(start=16, end=23, text="1 300 €", kind="value")]


def test_accept_may_be_left_out(tmp_path: Path) -> None:
    line = {name: value for name, value in ONE.items() if name != "accept"}
    assert read_labelled(write(tmp_path / "x.jsonl", line)).answers[0].accept == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"verdict": "right"}, "verdict"),
        ({"verdict": "supported"}, "nothing hallucinated"),
        ({"hallucinated": [{"start": 15, "end": 22, "text": "1 300 €", "kind": "value"}]}, "does not hold this text"),
        ({"hallucinated": [{"start": -1, "end": 3, "text": "Le ", "kind": "value"}]}, "hallucinated.0.start"),
        ({"hallucinated": [{"start": 3, "end": 3, "text": "", "kind": "value"}]}, "does not hold this text"),
        ({"language": "de"}, "language"),
        ({"id": " "}, "id"),
        ({"passages": "Le loyer"}, "passages"),
        ({"score": 1}, "score"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_labelled(write(tmp_path / "x.jsonl", ONE, ONE | {"id": "b"} | changes))
    assert "line 2" in str(caught.value)
    assert words in str(caught.value)


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    for path, content, words in [
        (tmp_path / "twice.jsonl", json.dumps(ONE) + "\n" + json.dumps(ONE), "stands already on line 1"),
        (tmp_path / "empty.jsonl", "\n", "holds no labelled answer"),
        (tmp_path / "broken.jsonl", "{", "line 1: not JSON"),
    ]:
        path.write_text(content, encoding="utf-8")
        with pytest.raises(RequestError, match=words):
            read_labelled(path)
    (tmp_path / "latin.jsonl").write_bytes("é".encode("latin-1"))
    with pytest.raises(RequestError, match="not UTF-8"):
        read_labelled(tmp_path / "latin.jsonl")
    with pytest.raises(RequestError, match="no file"):
        read_labelled(tmp_path / "none.jsonl")
