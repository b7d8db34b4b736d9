"""Suites: questions with what a right answer says and where it stands, one JSON object a line (docs/suites.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from eval.suites.json_lines import Identified, Strict, Text, read_json_lines
from rag.errors import RequestError

_FOLDER = Path(__file__).parent


class Gold(Strict):
    """A place that proves the answer: a file, its page (from 1; 1 where there are no pages) and its own words.

    Without ``quote`` the whole page proves it, or the whole file where there are no pages.
    """

    file: Text
    page: int = Field(ge=1)
    quote: Text = ""

    @property
    def filename(self) -> str:
        """The last part of ``file``: what a citation calls ``filename``."""
        return self.file.rsplit("/", 1)[-1]


class Question(Identified):
    """A question of a suite.

    ``accept`` holds the values that a right answer must all state, ``alternatives`` other such sets, each as good;
    ``gold`` the places that prove it, each enough by itself. A question of yes or no has ``says`` in place of values,
    and one of which nobody wrote down the values is ``place_only``: right is what cites one of its places. A question
    that the documents do not answer has none of these. ``answer`` is for people only; ``extra`` is kept, never read.
    """

    language: Literal["fr", "en"]
    question: Text
    answerable: bool
    answer: Text | None
    accept: list[Text]
    gold: list[Gold]
    tags: list[Text]
    alternatives: list[Annotated[list[Text], Field(min_length=1)]] = Field(default_factory=list)
    says: Literal["yes", "no"] | None = None
    place_only: bool = False
    extra: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> Question:
        ways = sum([bool(self.accept), self.says is not None, self.place_only])
        if self.answerable and not (ways and self.gold and self.answer):
            raise ValueError(
                "an answerable question needs an answer, accept (or says, or place_only) and gold: "
                "write the missing ones, or set answerable to false"
            )
        if not self.answerable and (ways or self.gold or self.answer or self.alternatives):
            raise ValueError("a question that is not answerable has no answer, accept or gold")
        if ways > 1:
            raise ValueError("only one of accept, says and place_only can tell what is right")
        if self.alternatives and not self.accept:
            raise ValueError("alternatives stand beside accept, not without it")
        if self.says and self.language != "en":
            raise ValueError("says can be judged in English only: write the values into accept")
        return self


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite's name (its file's stem), the SHA-256 of its file in hexadecimal, and its questions in order."""

    name: str
    sha256: str
    questions: list[Question]


def load_suite(name_or_path: str) -> Suite:
    """The suite of a path, or the one that comes with Sourcier under this name.

    Raises:
        RequestError: there is no such suite, or a line of it is wrong; the words name file, line and remedy.
    """
    path = _find(name_or_path)
    sha256, questions = read_json_lines(path, Question, "question")
    return Suite(path.stem, sha256, questions)


def question_line(question: Question) -> str:
    """A question as a line of a suite, with its line feed; optional fields only where they are set."""
    value = question.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(value, ensure_ascii=False) + "\n"


def write_suite(path: Path, questions: Iterable[Question]) -> None:
    """Writes a suite; what stood in the file is replaced.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(map(question_line, questions))


def _find(name_or_path: str) -> Path:
    path = Path(name_or_path)
    if path.is_file():
        return path
    own = _FOLDER / f"{name_or_path}.jsonl"
    if path.name == name_or_path and own.is_file():
        return own
    own_names = sorted(file.stem for file in _FOLDER.glob("*.jsonl") if not file.stem.startswith("labelled"))
    names = ", ".join(own_names)
    raise RequestError(
        f"There is no suite {name_or_path!r}.", f"Give the path of a JSON Lines file, or one of: {names}."
    )
