"""What was observed for each question: one line of ``records.jsonl``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import RequestError


class Line(BaseModel):
    """What a line of a run's file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)


L = TypeVar("L", bound=Line)


class ShownClaim(Line):
    """A claim that was shown, and the numbers, dates and identifiers in it that its cited passages lack."""

    text: str
    citations: list[int]
    unproved: list[str]


class ShownCitation(Line):
    """Where a citation leads."""

    n: int
    filename: str
    page: int
    passage_id: str
    quote: str


class WithheldClaim(Line):
    """A claim that was not shown, with the reason."""

    text: str
    reason: str


class Record(Line):
    """A question, what was shown, and how it is judged.

    ``gold_rank`` is the place (from 1) of the first passage that proves the answer among the 16 retrieved, None when
    it is not among them; ``gold_stored`` tells whether the store holds such a passage at all; both are about
    answerable questions only. ``seconds`` is the time of the whole answer.
    """

    id: str
    language: str
    tags: list[str]
    question: str
    answerable: bool
    expected: str | None
    kind: str
    note: str | None
    claims: list[ShownClaim]
    citations: list[ShownCitation]
    withheld: list[WithheldClaim]
    gold_rank: int | None
    gold_stored: bool | None
    correct: bool
    gold_cited: bool
    seconds: float

    @property
    def answered(self) -> bool:
        """True when at least one claim was shown."""
        return bool(self.claims)


def read_records(path: Path, kind: type[L]) -> list[L]:
    """The records of a run so far, of one kind; a last line that a killed run left half written is cut off the file.

    Raises:
        RequestError: a line is no record.
    """
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    records = []
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            records.append(kind.model_validate_json(line))
        except ValidationError:
            raise RequestError(
                f"{path}, line {number}: not a record of this version.", "Remove the folder and run again."
            ) from None
    return records


def append_record(path: Path, record: Line) -> None:
    """Adds a record, on the disk before this returns."""
    with path.open("a", encoding="utf-8") as file:
        file.write(record.model_dump_json() + "\n")
        file.flush()
        os.fsync(file.fileno())
