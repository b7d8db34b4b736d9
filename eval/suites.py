"""Suites: questions with what a right answer says and where it stands, one JSON object a line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from rag.errors import RequestError

_FOLDER = Path(__file__).parent / "suites"
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gold(_Strict):
    """A place that proves the answer: a file, its page (from 1; 1 where there are no pages) and its own words."""

    file: _Text
    page: int = Field(ge=1)
    quote: _Text

    @property
    def filename(self) -> str:
        """The last part of ``file``: what a citation calls ``filename``."""
        return self.file.rsplit("/", 1)[-1]


class Question(_Strict):
    """A question of a suite.

    ``accept`` holds the values that a right answer must all state; ``gold`` the places that prove it, each enough by
    itself. A question that the documents do not answer has neither. ``answer`` is for people only.
    """

    id: _Text
    language: Literal["fr", "en"]
    question: _Text
    answerable: bool
    answer: _Text | None
    accept: list[_Text]
    gold: list[Gold]
    tags: list[_Text]

    @model_validator(mode="after")
    def _complete(self) -> Question:
        if self.answerable and not (self.accept and self.gold and self.answer):
            raise ValueError("an answerable question needs an answer, accept and gold")
        if not self.answerable and (self.accept or self.gold or self.answer):
            raise ValueError("a question that is not answerable has no answer, accept or gold")
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
    try:
        content = path.read_bytes()
        lines = content.decode("utf-8").split("\n")
    except OSError as error:
        raise RequestError(f"The suite {path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"The suite {path} is not UTF-8 text.", "Save it as UTF-8.") from error
    questions: list[Question] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = _question(line, path, number)
        if question.id in first_seen:
            raise RequestError(
                f"{path}, line {number}: the id {question.id!r} stands already on line {first_seen[question.id]}.",
                "Give each question its own id.",
            )
        first_seen[question.id] = number
        questions.append(question)
    if not questions:
        raise RequestError(f"The suite {path} holds no question.", "Write one JSON object a line.")
    return Suite(path.stem, hashlib.sha256(content).hexdigest(), questions)


def _find(name_or_path: str) -> Path:
    path = Path(name_or_path)
    if path.is_file():
        return path
    own = _FOLDER / f"{name_or_path}.jsonl"
    if path.name == name_or_path and own.is_file():
        return own
    names = ", ".join(sorted(file.stem for file in _FOLDER.glob("*.jsonl")))
    raise RequestError(
        f"There is no suite {name_or_path!r}.", f"Give the path of a JSON Lines file, or one of: {names}."
    )


def _question(line: str, path: Path, number: int) -> Question:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise RequestError(
            f"{path}, line {number}: not JSON ({error}).", "Write one JSON object on this line."
        ) from None
    try:
        return Question.model_validate(value, strict=True)
    except ValidationError as error:
        problems = "; ".join(
            ": ".join(part for part in (".".join(map(str, item["loc"])), item["msg"]) if part)
            for item in error.errors(include_url=False, include_input=False)
        )
        raise RequestError(f"{path}, line {number}: {problems}.", "Correct this line.") from None
