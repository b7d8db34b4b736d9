"""Files of one JSON object a line, each with an id of its own: read whole, or refused with line and remedy."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from rag.errors import RequestError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    """An object with the fields that it names, no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Identified(Strict):
    """What a line holds; ``id`` stands once in a file."""

    id: Text


ItemT = TypeVar("ItemT", bound=Identified)


def read_json_lines(path: Path, kind: type[ItemT], what: str) -> tuple[str, list[ItemT]]:
    """The SHA-256 of a file in hexadecimal, and its lines in order; empty ones are left out.

    ``what`` is the word for one of them ("question").

    Raises:
        RequestError: the file cannot be read, it holds nothing, an id stands twice, or a line is wrong.
    """
    try:
        content = path.read_bytes()
        lines = content.decode("utf-8").split("\n")
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error
    items: list[ItemT] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        item = _item(line, kind, path, number)
        if item.id in first_seen:
            raise RequestError(
                f"{path}, line {number}: the id {item.id!r} stands already on line {first_seen[item.id]}.",
                f"Give each {what} its own id.",
            )
        first_seen[item.id] = number
        items.append(item)
    if not items:
        raise RequestError(f"{path} holds no {what}.", "Write one JSON object a line.")
    return hashlib.sha256(content).hexdigest(), items


def _item(line: str, kind: type[ItemT], path: Path, number: int) -> ItemT:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise RequestError(
            f"{path}, line {number}: not JSON ({error}).", "Write one JSON object on this line."
        ) from None
    try:
        return kind.model_validate(value, strict=True)
    except ValidationError as error:
        problems = "; ".join(
            ": ".join(part for part in (".".join(map(str, item["loc"])), item["msg"]) if part)
            for item in error.errors(include_url=False, include_input=False)
        )
        raise RequestError(f"{path}, line {number}: {problems}.", "Correct this line.") from None
