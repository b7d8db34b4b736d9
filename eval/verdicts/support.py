"""Whether passages bear a statement out, as far as its words tell: no entailment model is asked.

The passages together must hold every number, date and identifier of the statement and at least half of its content
words (first five letters; not asked across languages), and must not deny it (:func:`rag.language.contradicts`). This is
close to what Sourcier itself checks before it shows a claim, so it flatters Sourcier; and it is easier to meet with
longer passages, which flatters systems that cite these. A passage bears itself out: a long text may say yes and no of
many things, and so seem to deny itself.
"""

from __future__ import annotations

from eval.verdicts.judging import squeezed
from rag.language import content_words, contradicts, unproved_values
from rag.language.languages import guess_language

_BARE = {"yes", "never", "certainly", "correct", "oui", "jamais"}
_LEAST_SHARED = 0.5
_STEM = 5


def says_something(statement: str) -> bool:
    """False for a statement that is only "yes" or "no": it has no words that passages could bear out."""
    return bool(set(content_words(statement)) - _BARE)


def supported_by_words(statement: str, passages: str) -> bool:
    """Whether passages bear a statement out, as far as words tell; see the head of this module."""
    if squeezed(statement) == squeezed(passages):
        return True
    if unproved_values(statement, passages):
        return False
    said = {word[:_STEM] for word in content_words(statement)}
    known = {word[:_STEM] for word in content_words(passages)}
    languages = {guess_language(statement), guess_language(passages)} - {None}
    if len(languages) < 2 and len(said & known) < _LEAST_SHARED * len(said):
        return False
    return not contradicts(statement, passages)
