"""What a loader is given, what it gives, and how it says that a file is not what it should be."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.suites.labelled import Labelled
from eval.suites.suite import Gold, Question
from eval.verdicts.judging import squeezed
from rag.errors import RequestError
from rag.language import sentences

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

_SHORTEST = 12
"""Letters and digits that words must have to be a place: fewer stand in too many places."""
_LONGEST = 600
"""Characters of a place: a passage must be able to hold most of it."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_LONGEST_NAME = 150


class Foreign(BaseModel):
    """A record of somebody else's format: fields that are not read are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@dataclass(frozen=True, slots=True)
class Source:
    """Local files of a set, the folder of its documents where it has one, how many records are wanted at most (None:
    all), and the seed that draws them."""

    files: tuple[Path, ...]
    documents: Path | None = None
    limit: int | None = None
    seed: int = 0

    def drawn(self, items: Sequence[T]) -> list[T]:
        """So many of the items as are wanted, in their order; the same seed draws the same."""
        if self.limit is None or self.limit >= len(items):
            return list(items)
        places = random.Random(self.seed).sample(range(len(items)), self.limit)  # noqa: S311 (a sample, no secret)
        return [items[place] for place in sorted(places)]


@dataclass(slots=True)
class Imported:
    """What came of a set: questions, or labelled answers; the texts that it carries, by file name; and how many records
    were left out, by reason."""

    questions: list[Question] = field(default_factory=list)
    labelled: list[Labelled] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


def wrong(file: Path, where: str, problem: str, remedy: str) -> RequestError:
    """The error of a record: file, place in it (may be ""), what is wrong, what to do."""
    return RequestError(f"{', '.join(part for part in (str(file), where) if part)}: {problem}.", remedy)


def read_text(file: Path, remedy: str) -> str:
    """A file's text.

    Raises:
        RequestError: it cannot be read, or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise wrong(file, "", f"cannot be read ({error.strerror})", "Check its path and permissions.") from error
    except UnicodeDecodeError as error:
        raise wrong(file, "", "is not UTF-8 text", remedy) from error


def read_json(file: Path, remedy: str) -> Any:
    """A file's JSON.

    Raises:
        RequestError: it cannot be read, or is not JSON.
    """
    try:
        return json.loads(read_text(file, remedy))
    except (ValueError, RecursionError) as error:
        raise wrong(file, "", f"not JSON ({error})", remedy) from error


def json_lines(file: Path, remedy: str) -> Iterator[tuple[str, Any]]:
    """The values of a JSON Lines file, each with its place (``line 3``); never more of the file in memory than a line.

    Raises:
        RequestError: the file cannot be read, or a line is not JSON.
    """
    try:
        with file.open(encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    try:
                        yield f"line {number}", json.loads(line)
                    except (ValueError, RecursionError) as error:
                        raise wrong(file, f"line {number}", f"not JSON ({error})", remedy) from None
    except OSError as error:
        raise wrong(file, "", f"cannot be read ({error.strerror})", "Check its path and permissions.") from error
    except UnicodeDecodeError as error:
        raise wrong(file, "", "is not UTF-8 text", remedy) from error


def as_record(model: type[M], value: Any, file: Path, where: str, remedy: str) -> M:
    """A value as a record of a format.

    Raises:
        RequestError: it is none; the words name file, record, field and remedy.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise wrong(file, where, ": ".join(part for part in (place, first["msg"]) if part), remedy) from None


def places(file: str, words: str) -> list[Gold]:
    """Words of a text file as places, each enough by itself: long ones in runs of whole sentences, longer sentences in
    parts; none where they are too few to tell one place from another."""
    runs: list[tuple[int, int]] = []
    for start, end in sentences(words):
        while end - start > _LONGEST:
            cut = max(words.rfind(" ", start + 1, start + _LONGEST), words.rfind("\n", start + 1, start + _LONGEST))
            cut = cut if cut > start else start + _LONGEST
            runs.append((start, cut))
            start = cut
        if runs and end - runs[-1][0] <= _LONGEST:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    quotes = (words[start:end].strip() for start, end in runs)
    return [Gold(file=file, page=1, quote=quote) for quote in quotes if len(squeezed(quote)) >= _SHORTEST]


class FileNames:
    """Names for texts that become files: harmless, short, each once."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def name(self, title: str) -> str:
        """The name of a text with this title, with ``.txt``."""
        stem = " ".join(_UNSAFE.sub("_", title).split()).strip(". ")[:_LONGEST_NAME] or "text"
        name, times = f"{stem}.txt", 1
        while name.lower() in self._used:
            times += 1
            name = f"{stem} ({times}).txt"
        self._used.add(name.lower())
        return name
