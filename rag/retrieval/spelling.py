"""A misspelt name in a question written as the documents write it.

Only a word that stands in no passage the asker may read is looked at, and only names that the heads of documents that
they may read hold take its place, so that nobody learns of a name by misspelling it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable

from rapidfuzz.distance import OSA

from rag.domain.rights import OWNER
from rag.language import content_words
from rag.store.catalogue import Catalogue, Head
from rag.store.heads import name_words, title_words

_SHORTEST = 5
_LONG = 7
_ANEW_S = 60.0
_AT_ONCE = 500
_WORD = re.compile(r"[^\W_]+")


class KnownNames:
    """The words that name documents, of all active versions; what is new is read once a minute at most."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._looked_at = float("-inf")
        self._of_version: dict[str, frozenset[str]] = {}
        self._by_start: dict[tuple[str, int], set[str]] = {}

    def close_to(self, word: str) -> list[str]:
        """The names that a folded word may be a slip for, the closest first; none where it is itself a name.

        They begin with the same letter; one letter may be wrong, missing or too many, or two that follow each other
        exchanged (optimal string alignment); two in words of seven letters or more. Shorter words than five letters
        and numbers have none: the next number is another contract.
        """
        if len(word) < _SHORTEST or any(map(str.isdigit, word)):
            return []
        slips = 2 if len(word) >= _LONG else 1
        found: list[tuple[int, str]] = []
        for length in range(len(word) - slips, len(word) + slips + 1):
            for name in self._names().get((word[0], length), ()):
                distance = OSA.distance(word, name, score_cutoff=slips)
                if distance == 0:
                    return []
                if distance <= slips:
                    found.append((distance, name))
        return [name for _, name in sorted(found)]

    def _names(self) -> dict[tuple[str, int], set[str]]:
        if time.monotonic() - self._looked_at > _ANEW_S:
            known = self._of_version
            active = {one.document_id: one.id for one in self._catalogue.active_versions()}
            fresh = [version for version in active.values() if version not in known]
            # Erased and retired ones go.
            found = {version: known.get(version, frozenset()) for version in active.values()}
            for start in range(0, len(fresh), _AT_ONCE):
                part = fresh[start : start + _AT_ONCE]
                for head in self._catalogue.heads(OWNER, part, self._catalogue.moment()):
                    if head.document_id in active:
                        found[active[head.document_id]] = _named_by(head)
            if fresh or len(found) != len(known):
                self._by_start = _by_start(found.values())
            self._of_version, self._looked_at = found, time.monotonic()
        return self._by_start


def _by_start(names: Iterable[frozenset[str]]) -> dict[tuple[str, int], set[str]]:
    found: dict[tuple[str, int], set[str]] = {}
    for name in frozenset[str]().union(*names):
        if len(name) >= _SHORTEST - 1 and not any(map(str.isdigit, name)):
            found.setdefault((name[0], len(name)), set()).add(name)
    return found


def _named_by(head: Head) -> frozenset[str]:
    return title_words(head.title, head.filename) | name_words(head.opening)


def slips(question: str, names: KnownNames, occurs: Callable[[str], bool]) -> dict[str, list[str]]:
    """The words of a question that occur nowhere and may be slips, each with the names that it may stand for."""
    close = {word: names.close_to(word) for word in dict.fromkeys(content_words(question))}
    return {word: found for word, found in close.items() if found and not occurs(word)}


def respelt(question: str, slips: dict[str, list[str]], heads: Iterable[Head]) -> str:
    """The question with each slip written as the closest of its names that one of these heads holds."""
    held = frozenset[str]().union(*map(_named_by, heads))
    meant = {word: next((name for name in names if name in held), None) for word, names in slips.items()}

    def written(match: re.Match[str]) -> str:
        found = meant.get("".join(content_words(match[0])))
        # With a capital, as names are written.
        return found.capitalize() if found else match[0]

    return _WORD.sub(written, question)
