"""Proof of a claim, by code: nothing here trusts the model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.claims import Draft
from rag.domain.answer import WithheldReason
from rag.language import content_words, detect_language, find_quote, fold, sentences, unproved_values
from rag.retrieval.search import RankedPassage

_NAME = re.compile(r"(?<=[\w,;:)] )[«“\"']?([A-ZÀ-Þ][\w’'&-]*[a-zà-ÿ][\w’'&-]*)")
_MARKUP = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+|www\.\S+|<[^>]+>", re.IGNORECASE)
_LEAST_SUPPORT = 0.5
_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a claim is proved: characters ``[start, end)`` of a passage."""

    passage: RankedPassage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The proving words."""
        return self.passage.found.passage.text[self.start : self.end]


def verify(draft: Draft, passages: list[RankedPassage]) -> Proof | WithheldReason:
    """The proof of a claim among the passages the model was given, or why the claim is withheld.

    The quote is looked for in the passage the claim names, then in the others. The words that prove are the quote,
    or the sentences and table rows that it touches; where the model quoted the wrong words, the one sentence or row of
    the given passages that says what the claim says. In those words every number, date and identifier of the claim
    must stand. The claim's other words must be borne out by them (where claim and document share a language), and so
    must its proper names by the passage or the names of its document. Links and markup are never shown.
    """
    quoted = locate(draft, passages)
    candidates = [] if quoted is None else [quoted, _widened(quoted)]
    candidates += _saying_the_same(draft.text, passages)
    if not candidates:
        return WithheldReason.QUOTE_NOT_FOUND
    proved = [proof for proof in candidates if not unproved_values(draft.text, proof.text)]
    if not proved:
        return WithheldReason.NUMBER_NOT_IN_SOURCE
    if _MARKUP.search(draft.text):
        return WithheldReason.TERM_NOT_IN_SOURCE
    for proof in proved:
        if _support(draft.text, proof) >= _LEAST_SUPPORT and not _unknown_names(draft.text, proof):
            return proof
    return WithheldReason.TERM_NOT_IN_SOURCE


def locate(draft: Draft, passages: list[RankedPassage]) -> Proof | None:
    """Where the quote stands: in the passage that the claim names, else in another one that was given."""
    named = passages[draft.source - 1 : draft.source] if draft.source >= 1 else []
    others = [passage for passage in passages if passage not in named]
    for passage in [*named, *others]:
        place = find_quote(draft.quote, passage.found.passage.text)
        if place is not None:
            return Proof(passage, *place)
    return None


def _saying_the_same(claim: str, passages: list[RankedPassage]) -> list[Proof]:
    """Sentences and rows that hold at least seven in ten of the claim's content words, the best first."""
    wanted = set(content_words(claim))
    found = []
    for passage in passages:
        for start, end in _units(passage.found.passage.text):
            proof = Proof(passage, start, end)
            share = len(wanted & set(content_words(proof.text))) / len(wanted) if wanted else 0.0
            if share >= _ALIKE:
                found.append((share, proof))
    found.sort(key=lambda item: -item[0])
    return [proof for _, proof in found]


def _units(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text, and the rows of its tables."""
    for start, end in sentences(text):
        if " | " not in text[start:end]:
            yield start, end
            continue
        position = start
        for row in text[start:end].splitlines(keepends=True):
            if row.strip():
                yield position, position + len(row.rstrip())
            position += len(row)


def _widened(proof: Proof) -> Proof:
    """The proof widened to the whole sentences and table rows that it touches."""
    touched = [
        (left, right)
        for left, right in _units(proof.passage.found.passage.text)
        if left < proof.end and right > proof.start
    ]
    starts = [proof.start, *(left for left, _ in touched)]
    ends = [proof.end, *(right for _, right in touched)]
    return Proof(proof.passage, min(starts), max(ends))


def _context(proof: Proof) -> str:
    """What a claim may say besides the proving words: the headings above them and the names of the document."""
    found = proof.passage.found
    return " ".join([proof.text, found.title, found.filename.replace("_", " "), *found.passage.headings])


def _support(claim: str, proof: Proof) -> float:
    """The share of a claim's content words that its proof and context hold; 1 where the languages differ."""
    if detect_language(claim) != proof.passage.found.language:
        return 1.0
    words = set(content_words(claim))
    stems = {word[:5] for word in content_words(_context(proof))}
    return sum(word[:5] in stems for word in words) / len(words) if words else 1.0


def _unknown_names(claim: str, proof: Proof) -> list[str]:
    """Proper names inside a claim that its passage and document do not hold.

    Only where claim and document share a language: "Supplier" for "Fournisseur" is no invention.
    """
    found = proof.passage.found
    if detect_language(claim) != found.language:
        return []
    known = fold(" ".join([_context(proof), found.passage.text]))
    return [name for name in _NAME.findall(claim) if fold(name).strip("'") not in known]
