"""What was observed for each question: one line of ``records.jsonl``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.systems.names import SOURCIER
from rag.errors import RequestError


class Line(BaseModel):
    """What a line of a run's file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)


L = TypeVar("L", bound=Line)


class ShownClaim(Line):
    """A claim that was shown, and the numbers, dates and identifiers in it that its cited passages lack.

    ``supported`` tells whether these bear it out (:mod:`eval.verdicts.support`), ``precise`` of each citation whether
    the claim needs it (:mod:`eval.verdicts.alce`); None and empty where nothing was judged: a bare yes or no, and what
    was ``computed``: a sum or a last day of notice stands in no passage, so ``unproved`` is empty then.
    """

    text: str
    citations: list[int]
    unproved: list[str]
    supported: bool | None = None
    precise: list[bool] = []
    computed: bool = False


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
    """A question, what a system showed for it, and how that is judged.

    ``key`` is the SHA-256 of the system's name and the question's content (:func:`key_of`): by it an answer is found
    again after a stop. ``proving_ranks`` are the places (from 1, ascending) of the passages that prove the answer among
    the 16 that the system retrieved, ``proving_stored`` is how many passages of its store do (None for a question that
    the documents do not answer); both are about answerable questions only.

    ``exact`` tells whether the expected numbers and dates are stated and no other (:mod:`eval.verdicts.exact`), None
    where none is expected.

    ``seconds`` is the time of the whole answer, ``first_token_s`` the time to the model's first token (None without a
    model, and where its server tells none); tokens are those that the model's server counted, 0 without a model.
    ``peak_memory_mib`` is the highest resident memory of this process so far, all systems together and the model's
    server not among it. ``cached``: the answer was measured in an earlier run, and so were its seconds.
    """

    key: str
    system: str = SOURCIER
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
    proving_ranks: list[int]
    proving_stored: int | None
    correct: bool
    exact: bool | None = None
    gold_cited: bool
    prompt_tokens: int
    completion_tokens: int
    first_token_s: float | None
    seconds: float
    peak_memory_mib: float | None
    refusal: str | None = None
    cached: bool = False

    @property
    def gold_rank(self) -> int | None:
        """The first place at which a passage proves the answer; None when none of those retrieved does."""
        return self.proving_ranks[0] if self.proving_ranks else None

    @property
    def gold_stored(self) -> bool | None:
        """Whether the store holds a passage that proves the answer; None for a question that has no answer."""
        return None if self.proving_stored is None else self.proving_stored > 0

    @property
    def answered(self) -> bool:
        """True when at least one claim was shown."""
        return bool(self.claims)


def key_of(system: str, content: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of a system's name and of a question's content, whatever the order of its fields."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{system}\0{written}".encode()).hexdigest()


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
