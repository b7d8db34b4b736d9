"""Which documents a question names, and the question without their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rag.language import content_words
from rag.store.catalogue import Head
from rag.store.heads import name_words, title_words, written_as_names

_TOKEN = re.compile(r"\S+")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_NEAR_BEST = 0.8
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document of which a question names something: ``share`` (0 to 1) of the names in it.

    ``titled`` are the other words of the question that stand in its title or file name.
    """

    head: Head
    share: float
    titled: frozenset[str] = frozenset()


def naming(question: str, heads: Sequence[Head]) -> list[NamedDocument]:
    """How much a question names each document, the most named first.

    What the question writes as names (a capital, a number of four figures or more) is looked for in title, file name
    and the beginning of the text; in a question without any, every word is, but in title and file name only: "group" is
    nobody's name beside "Thermolys". A word counts the more, the fewer of the documents it names; words that name none
    do not count. A file's own name, written as it is ("nda-14"), names that file and no other.
    """
    written = [head for head in heads if _is_written(question, head)]
    if written:
        return [NamedDocument(head, 1.0) for head in written]
    named = [_named_words(question, head) for head in heads]
    others = frozenset(content_words(question)).difference(*named)
    found = [
        NamedDocument(head, share, others & title_words(head.title, head.filename))
        for head, share in zip(heads, _shares(named), strict=True)
    ]
    return sorted((one for one in found if one.share), key=lambda one: -one.share)


def told_apart(named: Sequence[NamedDocument]) -> list[Head]:
    """The one to three documents that the question names more than all others; none when more are named as well.

    "The contract" names every contract, and so none. Where more are named by a name that they share ("l'avenant au
    contrat Thermolys"), what else of the question stands in their titles tells them apart.
    """
    best = [one for one in named if one.share >= _NEAR_BEST * named[0].share]
    if len(best) > _MOST_NAMED:
        shares = _shares([one.titled for one in best])
        best = [one for one, share in zip(best, shares, strict=True) if share >= _NEAR_BEST * max(shares)]
    return [one.head for one in best] if len(best) <= _MOST_NAMED else []


def freed(question: str, heads: Sequence[Head]) -> str:
    """The question without the words that name these documents: what is asked of them.

    Left in, a party's name draws the search to signatures and letterheads.
    """
    names = {word for head in heads for word in _named_words(question, head)}
    names.update(word for head in heads if _is_written(question, head) for word in content_words(_stem(head)))
    kept = [token for token in _TOKEN.findall(question) if not (own := set(content_words(token))) or not own <= names]
    return " ".join(kept)


def _shares(found: Sequence[frozenset[str]]) -> list[float]:
    """For each document, the share of the words found in any that it holds; the fewer hold a word, the more it is."""
    weights = {word: 1 / sum(word in words for words in found) for words in found for word in words}
    total = sum(weights.values()) or 1.0
    return [sum(weights[word] for word in words) / total for words in found]


def _is_written(question: str, head: Head) -> bool:
    """Whether a question writes a file's name, with or without its ending; one of letters alone may be any word."""
    stem = _stem(head)
    if not (_LETTER.search(stem) and _DIGIT.search(stem)):
        return False
    return re.search(rf"(?<![\w-]){re.escape(stem)}(?:\.\w{{2,4}})?(?![\w-])", question, re.I) is not None


def _stem(head: Head) -> str:
    return PurePath(head.filename).stem


def _named_words(question: str, head: Head) -> frozenset[str]:
    title = title_words(head.title, head.filename)
    # The first word has a capital anyway.
    _, _, rest = question.strip().partition(" ")
    if written_as_names(rest):
        return written_as_names(question) & (title | name_words(head.opening))
    return title.intersection(content_words(question))
