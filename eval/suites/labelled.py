"""Labelled answers: answers whose verdict is known, one JSON object a line. Judges are measured on them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from eval.suites.json_lines import Identified, Strict, Text, read_json_lines
from rag.errors import RequestError

Verdict = Literal["supported", "hallucinated", "refusal"]
VERDICTS: tuple[Verdict, ...] = ("supported", "hallucinated", "refusal")

_FOLDER = Path(__file__).parent


class Span(Strict):
    """Characters ``[start, end)`` of an answer that nothing proves: their text, and in which way they are wrong."""

    start: int = Field(ge=0)
    end: int
    text: str
    kind: str


class Labelled(Identified):
    """An answer to a question, the passages it was to be made from, and what people know of it.

    ``verdict`` is ``supported`` where the answer is right by the passages, ``hallucinated`` where any of it is not,
    ``refusal`` where it says that it has no answer, None where nobody said. ``hallucinated`` marks the wrong words,
    where they were marked. ``kind`` is what is judged (``number``, ``date``, ``quote``, ``refusal``) or the name that
    the source gives its task; ``source`` says where the label comes from. ``accept`` holds the values that a right
    answer must all state, as in a suite; where they are not known, or none is right, it is empty and the passages
    alone decide.
    """

    language: Literal["fr", "en"]
    question: str
    passages: list[str]
    answer: str
    hallucinated: list[Span]
    verdict: Verdict | None
    kind: Text
    source: Text
    accept: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _agree(self) -> Labelled:
        for span in self.hallucinated:
            if self.answer[span.start : span.end] != span.text or not span.text:
                raise ValueError(f"hallucinated {span.start} to {span.end}: the answer does not hold this text there")
        if self.hallucinated and self.verdict == "supported":
            raise ValueError("a supported answer has nothing hallucinated")
        return self


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """The name of a set (its file's stem), the SHA-256 of its file in hexadecimal, and its answers in order."""

    name: str
    sha256: str
    answers: list[Labelled]


def read_labelled(name_or_path: str | Path) -> LabelledSet:
    """The labelled answers of a file, or those that come with Sourcier under this name (``labelled_samples``).

    Raises:
        RequestError: there is no such file, it holds nothing, an id stands twice, or a line is wrong; the words name
            file, line and remedy.
    """
    path = _find(name_or_path)
    sha256, answers = read_json_lines(path, Labelled, "labelled answer")
    return LabelledSet(path.stem, sha256, answers)


def write_labelled(path: Path, answers: Iterable[Labelled]) -> None:
    """Writes labelled answers, one JSON object a line; what stood in the file is replaced."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for answer in answers:
            file.write(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False) + "\n")


def _find(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.is_file():
        return path
    own = _FOLDER / f"{path.name}.jsonl"
    if len(path.parts) == 1 and path.name.startswith("labelled") and own.is_file():
        return own
    names = ", ".join(sorted(file.stem for file in _FOLDER.glob("labelled*.jsonl")))
    raise RequestError(
        f"There is no file {str(path)!r}.", f"Give the path of a JSON Lines file, or one of: {names or 'none'}."
    )
