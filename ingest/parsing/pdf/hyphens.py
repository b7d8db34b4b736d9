"""Words cut at the end of a line put together again, without gluing what is written with a hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SOFT = "\u00ad"
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_LAST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_FIRST = re.compile(r"^[^\W\d_]+")
# French and English first halves that keep their hyphen wherever the line is cut.
_KEEPERS = frozenset(
    [
        "ci",
        "là",
        "sous",
        "non",
        "vice",
        "ex",
        "mi",
        "demi",
        "semi",
        "quasi",
        "après",
        "avant",
        "contre",
        "au",
        "celui",
        "lui",
        "elle",
        "eux",
        "moi",
        "soi",
        "nous",
        "vous",
        "est-ce",
        "peut",
        "saint",
        "sainte",
        "grand",
        "porte",
        "chef",
        "procès",
        "compte",
        "rendez",
        "self",
        "well",
        "long",
        "short",
        "third",
        "cross",
        "so",
        "e",
    ]
)


class Mender:
    """Knows the compounds that a document writes in full, and joins lines by them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._compounds = {match.lower() for line in lines if "-" in line for match in _COMPOUND.findall(line)}

    def join(self, line: str, following: str) -> tuple[str, str]:
        """The end of ``line`` and what to put between it and ``following``."""
        if line.endswith(_SOFT):
            return line[:-1], ""
        if not line.endswith("-"):
            return line, " "
        last, first = _LAST.search(line), _FIRST.match(following)
        if last is None:
            return line, "" if re.search(r"\d-$", line) and following[:1].isdigit() else " "
        if first is None:
            return line, " "
        if first[0][0].isupper() or self._keeps(last[1].lower(), first[0].lower()):
            return line, ""
        return line[:-1], ""

    def _keeps(self, last: str, first: str) -> bool:
        return f"{last}-{first}" in self._compounds or last.rsplit("-", 1)[-1] in _KEEPERS or "-" in last


def without_soft_hyphens(text: str) -> str:
    """A line without the marks that say where it might have been cut."""
    return text.rstrip(_SOFT).replace(_SOFT, "") + (_SOFT if text.endswith(_SOFT) else "")
