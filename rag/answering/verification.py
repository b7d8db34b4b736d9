"""Proof of a claim, by code: nothing here trusts the model."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering.claims import Draft
from rag.domain.answer import WithheldReason
from rag.language import content_words, detect_language, find_quote, fold, sentences, unproved_values
from rag.retrieval.search import RankedPassage

_NAME = re.compile(r"(?<=[\w,;:)] )[«“\"']?([A-ZÀ-Þ][\w’'&-]*[a-zà-ÿ][\w’'&-]*)")
_URL = re.compile(r"!?\[[^\]]*\]\([^)]*\)|https?://\S+|www\.\S+|<[^>]+>", re.IGNORECASE)
_LEAST_QUOTE = 2


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a claim is proved: characters ``[start, end)`` of a passage."""

    passage: RankedPassage
    start: int
    end: int


def verify(draft: Draft, passages: list[RankedPassage]) -> Proof | WithheldReason:
    """The proof of a claim among the passages the model was given, or why the claim is withheld.

    The quote is looked for in the passage the claim names, then in the others. Every number, date and identifier
    of the claim must stand in the quoted words or the sentence or row around them; then every proper name must stand
    in the passage or the names of its document. A claim that brings a link or markup is withheld.
    """
    proof = locate(draft, passages)
    if proof is None:
        return WithheldReason.QUOTE_NOT_FOUND
    text = proof.passage.found.passage.text
    if unproved_values(draft.text, text[proof.start : proof.end]):
        wider = _with_its_sentence(text, proof)
        if unproved_values(draft.text, text[wider.start : wider.end]):
            return WithheldReason.NUMBER_NOT_IN_SOURCE
        proof = wider
    if _URL.search(draft.text) or _unknown_names(draft.text, proof.passage):
        return WithheldReason.TERM_NOT_IN_SOURCE
    return proof


def locate(draft: Draft, passages: list[RankedPassage]) -> Proof | None:
    """Where the quote stands: in the passage that the claim names, else in another one that was given."""
    if len(content_words(draft.quote)) < _LEAST_QUOTE and not any(char.isdigit() for char in draft.quote):
        return None
    named = passages[draft.source - 1 : draft.source] if draft.source >= 1 else []
    others = [passage for passage in passages if passage not in named]
    for passage in [*named, *others]:
        place = find_quote(draft.quote, passage.found.passage.text)
        if place is not None:
            return Proof(passage, *place)
    return None


def _with_its_sentence(text: str, proof: Proof) -> Proof:
    """The proof widened to the whole sentences and table rows that it touches."""
    start, end = proof.start, proof.end
    for left, right in sentences(text):
        if left < proof.end and right > proof.start:
            start, end = min(start, left), max(end, right)
    line_start = text.rfind("\n", 0, proof.start) + 1
    line_end = text.find("\n", proof.end)
    if " | " in text[line_start : line_end if line_end >= 0 else len(text)]:
        start = min(start, line_start)
        end = max(end, line_end if line_end >= 0 else len(text))
    return Proof(proof.passage, start, end)


def _unknown_names(claim: str, ranked: RankedPassage) -> list[str]:
    """Proper names inside a claim that its passage and document do not hold.

    Only where claim and document share a language: "Supplier" for "Fournisseur" is no invention.
    """
    found = ranked.found
    if detect_language(claim) != found.language:
        return []
    known = fold(" ".join([found.passage.text, found.title, found.filename, *found.passage.headings]))
    return [name for name in _NAME.findall(claim) if fold(name).strip("'") not in known]
