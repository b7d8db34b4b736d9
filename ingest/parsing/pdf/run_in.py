"""Headings that begin the first line of their paragraph: "7.2 Termination. Either party may …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.parsing.headings import is_title_case
from ingest.parsing.pdf.rows import Row

_RUN_IN = re.compile(
    r"^(?:(?:Section|Article|Clause|Artikel)\s+|§\s*)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5})[.):]?(?:\s+[-–—])?"
    r"\s+(?P<title>[^\W\d_][^.:;!?]{1,70}?)(?P<stop>[.:]|\s[-–—])\s+(?=[^\W\d_a-zà-ÿ]|[“\"«(])"
)
_MOST_WORDS = 8
_MOST_PLAIN_WORDS = 6
_LEAST_PROSE = 40
# What a sentence has and a heading has not: it begins with a determiner or a pronoun, or a verb stands in it.
_SENTENCE = re.compile(
    r"^(?:l’|l'|(?:le|la|les|une?|des|ce|cet|cette|ces|chaque|tout|toute|tous|toutes|ils?|elles?|aucune?|nul|si|en"
    r"|the|an?|each|any|all|this|these|that|those|if|in|it|we|you|every|neither|both|nothing|upon"
    r"|der|die|das|eine?|jede[rs]?|de|het|een)\b)"
    r"|\b(?:est|sont|sera|seront|doit|doivent|devra|devront|peut|peuvent|pourra|ont|aura|auront"
    r"|is|are|was|were|be|shall|will|may|must|can|has|have|does|means?"
    r"|ist|sind|wird|werden|kann|muss|hat|haben|zal|zijn|wordt)\b",
    re.I,
)


def run_in_words(rows: Sequence[Row]) -> int:
    """How many words of a paragraph's first row are its heading; 0 if it has none."""
    first = rows[0]
    match = _RUN_IN.match(first.text)
    if match is None or len(first.text) - match.end() + sum(len(row.text) for row in rows[1:]) < _LEAST_PROSE:
        return 0
    count = len(first.text[: match.end()].split())
    if count >= len(first.words):
        return 0
    if (
        len(match["title"].split()) <= _MOST_WORDS
        and all(word.bold for word in first.words[:count])
        and not first.words[count].bold
    ):
        return count
    return count if match["stop"] == "." and reads_as_title(match["title"]) else 0


def reads_as_sentence(text: str) -> bool:
    """True when a line begins or goes on as sentences do and headings do not ("NEITHER PARTY SHALL BE")."""
    return _SENTENCE.search(text) is not None


def reads_as_title(text: str) -> bool:
    """True for the few words of a heading, false for the beginning of a sentence."""
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS or reads_as_sentence(text):
        return False
    return text[0].isupper() and (is_title_case(text) or len(words) <= _MOST_PLAIN_WORDS)
