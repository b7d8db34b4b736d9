"""Drafts of questions, what code finds wrong with them, and the journal that keeps them and what was decided."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.drafting.material import Material
from eval.suites.suite import Gold, Question, load_suite, question_line
from eval.verdicts.judging import is_correct, squeezed
from rag.errors import RequestError
from rag.language import find_quote

_SHORTEST_QUOTE = 12
_LONGEST_QUESTION = 400


class Draft(BaseModel):
    """A question that a person is to decide on; what is not known yet is empty.

    ``shown`` is what the person reads beside it (a passage, a comment), ``origin`` where it comes from: ``model``,
    ``person``, ``correction`` or ``feedback``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    origin: Literal["model", "person", "correction", "feedback"]
    language: Literal["fr", "en"]
    question: str = ""
    answerable: bool = True
    answer: str = ""
    accept: list[str] = []
    gold: list[Gold] = []
    tags: list[str] = []
    shown: str = ""

    def as_question(self) -> Question:
        """The draft as a question of a suite. Raises pydantic.ValidationError where something is missing."""
        return Question(
            id=self.id,
            language=self.language,
            question=self.question,
            answerable=self.answerable,
            answer=self.answer if self.answerable else None,
            accept=self.accept if self.answerable else [],
            gold=self.gold if self.answerable else [],
            tags=self.tags,
            extra={"origin": self.origin},
        )


@dataclass(slots=True)
class Learned:
    """The drafts that the service's own data give, and what there was nothing to draft from, by reason."""

    drafts: list[Draft] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def draft_id(*parts: str) -> str:
    """The id of a draft: the same parts give the same."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def faults(draft: Draft, material: Material) -> list[str]:
    """What code finds wrong with a draft, in sentences; a draft with faults becomes no question."""
    found = []
    if not draft.question.strip() or len(draft.question) > _LONGEST_QUESTION:
        found.append(f"A question has 1 to {_LONGEST_QUESTION} characters.")
    if not draft.answerable:
        return found
    if not draft.answer.strip():
        found.append("There is no answer.")
    if not draft.accept:
        found.append("There is no value that a right answer must state.")
    elif not is_correct(draft.answer, draft.accept):
        found.append("The answer does not state every value.")
    if draft.accept and is_correct(draft.question, draft.accept):
        found.append("The question gives its own answer away.")
    if not draft.gold:
        found.append("There is no place that proves the answer.")
    quotes = [gold.quote for gold in draft.gold if gold.quote]
    for gold in draft.gold:
        if gold.quote and len(squeezed(gold.quote)) < _SHORTEST_QUOTE:
            found.append(f"{gold.quote!r} is too short to be told from other places.")
        elif not material.holds(gold):
            found.append(f"The words do not stand in {gold.filename}, page {gold.page}.")
    if quotes:
        missing = [value for value in draft.accept if not any(is_correct(quote, [value]) for quote in quotes)]
        found += [f"The quoted words do not hold {value!r}." for value in missing]
    return found


def exact_words(quote: str, text: str) -> str | None:
    """The words of a text that a quote repeats, as the text writes them; None where it does not hold them."""
    place = find_quote(quote, text)
    return None if place is None else text[place[0] : place[1]]


class _Line(BaseModel):
    """A line of a journal: a draft, a decision on one, or a passage that was drafted from."""

    model_config = ConfigDict(extra="forbid")

    draft: Draft | None = None
    decided: str | None = None
    how: Literal["accepted", "refused"] | None = None
    used: str | None = None


@dataclass(slots=True)
class Journal:
    """A suite in the making, and beside it (``NAME.journal``) every draft and decision, each on the disk at once."""

    suite: Path
    questions: list[Question] = field(default_factory=list)
    drafts: dict[str, Draft] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @property
    def file(self) -> Path:
        """Where drafts and decisions are kept."""
        return self.suite.with_name(f"{self.suite.name}.journal")

    @classmethod
    def open(cls, suite: Path) -> Journal:
        """The journal of a suite, as far as it was brought before.

        Raises:
            RequestError: the suite or its journal holds a line that is none of theirs, or the folder is missing.
        """
        if not suite.parent.is_dir():
            raise RequestError(f"There is no folder {str(suite.parent)!r}.", "Make it, or give another --out.")
        journal = cls(suite)
        if journal.file.exists():
            # without a journal the suite is somebody's own work: nothing of it is taken away
            _mend(suite)
            _mend(journal.file)
        if suite.exists() and suite.stat().st_size:
            journal.questions = load_suite(str(suite)).questions
        text = journal.file.read_text(encoding="utf-8") if journal.file.exists() else ""
        for number, line in enumerate(text.split("\n"), 1):
            if not line:
                continue
            try:
                journal._take(_Line.model_validate_json(line))
            except ValidationError:
                raise RequestError(
                    f"{journal.file}, line {number}: not a line of a journal.", "Remove the line, or the file."
                ) from None
        # A question that was written just before a crash is decided, whatever the journal says.
        journal.decided |= {question.id: "accepted" for question in journal.questions if question.id in journal.drafts}
        return journal

    @property
    def pending(self) -> list[Draft]:
        """The drafts that nobody has decided on, in their order."""
        return [draft for id, draft in self.drafts.items() if id not in self.decided]

    def knows(self, question: str) -> bool:
        """True when a question of this wording is in the suite or among the drafts."""
        known = [one.question for one in self.questions] + [one.question for one in self.drafts.values()]
        return squeezed(question) in {squeezed(text) for text in known if text}

    def add_drafts(self, used: str, drafts: Iterable[Draft]) -> None:
        """Keeps what was drafted from a passage (by its key), and that it was drafted from."""
        self._write([_Line(draft=draft) for draft in drafts] + [_Line(used=used)])

    def accept(self, id: str, question: Question) -> None:
        """Adds a question to the suite, from the draft of this id."""
        _append(self.suite, question_line(question))
        self.questions.append(question)
        self._write([_Line(decided=id, how="accepted")])

    def refuse(self, id: str) -> None:
        """Keeps that a draft became no question."""
        self._write([_Line(decided=id, how="refused")])

    def _take(self, line: _Line) -> None:
        if line.draft is not None:
            self.drafts.setdefault(line.draft.id, line.draft)
        if line.decided is not None and line.how is not None:
            self.decided[line.decided] = line.how
        if line.used is not None:
            self.used.add(line.used)

    def _write(self, lines: list[_Line]) -> None:
        _append(self.file, "".join(line.model_dump_json(exclude_defaults=True) + "\n" for line in lines))
        for line in lines:
            self._take(line)


def _append(file: Path, text: str) -> None:
    """Adds lines, on the disk before this returns; a new file is for its owner's eyes only."""
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(descriptor)


def _mend(file: Path) -> None:
    """Takes away a line that a crash left unfinished at the end; a whole one only lacks its line feed."""
    content = file.read_bytes() if file.exists() else b""
    end = content.rfind(b"\n") + 1
    if end == len(content):
        return
    try:
        json.loads(content[end:])
    except ValueError:
        with file.open("r+b") as stream:
            stream.truncate(end)
    else:
        _append(file, "\n")
