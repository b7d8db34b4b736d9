"""Articles of contracts by their numbers: which a question names, and which a passage holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LABEL = r"(?:articles?|art\.?|sections?|clauses?|§)"
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}"
_NAMED = re.compile(rf"(?<!\w){_LABEL}\s{{0,2}}(?:n[°o]\.?\s?)?({_NUMBER})(?!\w|[,.-][0-9])", re.IGNORECASE)
# At the beginning of a line: "Article 7 – Durée", "7.3 Chaque partie", "7. Term", "7 – Durée"; not "7 jours ouvrés".
_HEAD = re.compile(
    rf"^[^\S\n]{{0,8}}(?:{_LABEL}\s?({_NUMBER})(?!\w|[,.-][0-9])"
    r"|([0-9]{1,3}(?:\.[0-9]{1,3}){1,3})(?=[.)]?\s)|([0-9]{1,3})(?=[.)]\s|\s[–—-]\s))",
    re.IGNORECASE | re.MULTILINE,
)


def named_articles(question: str) -> frozenset[str]:
    """The numbers of the articles, clauses and sections that a question names: "7" or "7.3"."""
    return frozenset(_NAMED.findall(question))


def holds_article(text: str, numbers: Iterable[str]) -> bool:
    """True when an article of one of the numbers, or a part of it ("7.3" of "7"), begins in a passage. One that is only
    mentioned ("les pénalités de l'article 6") does not."""
    wanted = set(numbers)
    if not wanted:
        return False
    heads = {_number(match) for match in _HEAD.finditer(text)}
    return any(head == number or head.startswith(f"{number}.") for head in heads for number in wanted)


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """Characters ``[start, end)`` of a text that stand in the article ``number`` ("7.3"; None: before any)."""

    number: str | None
    start: int
    end: int


def article_parts(text: str, headings: Sequence[str] = (), before: str | None = None) -> list[ArticlePart]:
    """A passage cut at the beginnings of its articles, in order: the text from one to the next is that article's.

    What stands before the first is the article of the innermost numbered heading, or ``before`` (in which the text
    before the passage ends) where that is a part of it or no heading has a number. Where articles are called so
    ("Article 5"), "1." is an item of a list; where they are not, it is one when the number is lower than the article's.
    """
    named = next((match for heading in reversed(headings) if (match := _HEAD.match(heading))), None)
    number = _number(named) if named else before
    if number and before and before.startswith(f"{number}."):
        number = before
    called = named is not None and named[1] is not None
    parts = [ArticlePart(number, 0, len(text))]
    for match in _HEAD.finditer(text):
        head, here = _number(match), parts[-1].number
        if _is_other(match, here, called):
            continue
        called = called or match[1] is not None
        last = parts.pop()
        parts += [ArticlePart(here, last.start, match.start()), ArticlePart(head, match.start(), len(text))]
    return [part for part in parts if text[part.start : part.end].strip()]


def _is_other(head: re.Match[str], here: str | None, called: bool) -> bool:
    """Whether what looks like the beginning of an article in the article ``here`` is the end of a wrapped sentence
    ("article 6"), an item of a list or a figure."""
    if head[1]:
        return head[0].lstrip()[0].islower()
    if called:
        return head[3] is not None or (here is not None and _whole(head[2]) != _whole(here))
    return here is not None and _whole(_number(head)) < _whole(here)


def _number(match: re.Match[str]) -> str:
    return match[1] or match[2] or match[3]


def _whole(number: str) -> int:
    return int(number.partition(".")[0])
