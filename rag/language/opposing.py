"""Whether a claim forbids what its proof allows, or has done what its proof forbids, in other words than those.

Where :mod:`rag.language.polarity` compares sentences of nearly the same words, this looks at one verb: what the claim
says that one shall, may or shall not do, and every place where the proof says it, or a synonym.
Only where all these places say the contrary do the two oppose each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from rag.language.scope import Clauses, Mode, Placed, Sign, clauses
from rag.language.sentences import sentences
from rag.language.stopwords import STOPWORDS
from rag.language.synonyms import same_sense

_ITEM = re.compile(r"\s*(?:[-–—•*]|\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s")
_LEFT_OUT = 0.4
_CONTRACT = ("party", "partie", "agreement", "contract", "contrat", "confidential", "information")
_IDLE = STOPWORDS | {same_sense(word) for word in _CONTRACT}


def opposes(claim: str, proof: str) -> bool:
    """True when the proof denies every time what the claim affirms under *shall* or *may*, or the other way."""
    said = clauses(claim)
    verbs = _verbs(said)
    told = [clauses(sentence) for sentence in _whole_sentences(proof)]
    return any(_always_contrary(said, verb, told) for verb in verbs)


def agrees(claim: str, proof: str) -> bool:
    """True when some place of the proof lays down, of what the claim says that one shall, may or shall not do, the
    same: affirmed as there, or denied as there and without exception; or leaves it out of all that it forbids."""
    said = clauses(claim)
    told = [clauses(sentence) for sentence in _whole_sentences(proof)]
    return any(
        word.sense == verb.sense and _same(said, verb, sentence, word)
        for verb in _verbs(said)
        for sentence in told
        for word in sentence.words
    )


def _same(said: Clauses, verb: Placed, told: Clauses, word: Placed) -> bool:
    if verb.sign is Sign.DENIED:
        return word.acts and word.sign is Sign.DENIED and not told.excepts
    if verb.mode is Mode.FREEDOM and (word.sign is Sign.OPEN or (told.excepts and _allowed(said, verb, told))):
        return True
    return word.acts and word.sign is Sign.SAID


def _whole_sentences(proof: str) -> Iterator[str]:
    """The sentences of a text, each item of a list with the words that introduce the list: "The Tenant shall not:"."""
    lead = ""
    for start, end in sentences(proof):
        text = proof[start:end]
        item = _ITEM.match(text)
        if item and lead:
            yield f"{lead} {text[item.end() :]}"
            continue
        yield text
        lead = text.rstrip(" :–-") if text[-1] not in ".!?;" else ""


def _verbs(said: Clauses) -> list[Placed]:
    """What the claim says that one does: the first such word, and those joined to it by "and" or "or"."""
    words = [word for word in said.words if word.sign is not Sign.OPEN]
    first = next((number for number, word in enumerate(words) if word.acts and word.mode is not Mode.NONE), len(words))
    return [*words[first : first + 1], *takewhile(lambda word: word.joined, words[first + 1 :])]


def _always_contrary(said: Clauses, verb: Placed, told: Sequence[Clauses]) -> bool:
    held = [
        _contrary(said, verb, sentence, word)
        for sentence in told
        for word in sentence.words
        if word.sense == verb.sense and (word.acts or word.sign is Sign.OPEN)
    ]
    return bool(held) and all(held)


def _contrary(said: Clauses, verb: Placed, told: Clauses, word: Placed) -> bool:
    """Whether one place of the proof says the contrary of the claim; exceptions and "only" leave it open, save where
    what they allow is what the claim names."""
    if verb.sign is Sign.DENIED:
        if said.excepts:
            return False
        if word.sign is not Sign.DENIED and not told.restricts:
            return True
        return (told.restricts or told.excepts) and _allowed(said, verb, told)
    if told.restricts and said.excepts:
        return word.sign is Sign.SAID
    return word.sign is Sign.DENIED and (verb.mode is Mode.DUTY or not told.excepts or said.excepts)


def _allowed(said: Clauses, verb: Placed, told: Clauses) -> bool:
    """True when a sentence affirms, beside what it denies, two fifths of what the claim says of its verb."""
    wanted = {word.sense for word in said.words if word.mode is not Mode.NONE} - {verb.sense} - _IDLE
    affirmed = {word.sense for word in told.words if word.sign is Sign.SAID and word.mode is not Mode.NONE}
    return len(wanted & affirmed) >= _LEFT_OUT * (len(wanted) or 1)
