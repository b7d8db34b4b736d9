"""Where a claim is proved: words of a passage, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.claims import Draft
from rag.language import find_quote, sentences
from rag.retrieval.search import RankedPassage
from rag.store.catalogue import FoundPassage

ITEM = re.compile(r"\s*(?:[-–—•*▪◦●○·]|\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s")
"""How an item of a list begins."""


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


def locate(draft: Draft, passages: list[RankedPassage]) -> Proof | None:
    """Where the quote stands: in the passage that the claim names, else in another one that was given."""
    named = passages[draft.source - 1 : draft.source] if draft.source >= 1 else []
    others = [passage for passage in passages if passage not in named]
    for passage in [*named, *others]:
        place = find_quote(draft.quote, passage.found.passage.text)
        if place is not None:
            return Proof(passage, *place)
    return None


def units(text: str) -> Iterator[tuple[int, int]]:
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


def widened(proof: Proof) -> Proof:
    """The proof widened to the whole sentences and table rows that it touches."""
    touched = [
        (left, right)
        for left, right in units(proof.passage.found.passage.text)
        if left < proof.end and right > proof.start
    ]
    starts = [proof.start, *(left for left, _ in touched)]
    ends = [proof.end, *(right for _, right in touched)]
    return Proof(proof.passage, min(starts), max(ends))


def lead_in(proof: Proof) -> str:
    """The words that introduce the list of which the proof is an item, or nothing: "The Supplier shall not"."""
    if not ITEM.match(proof.text):
        return ""
    text = proof.passage.found.passage.text
    before = [text[start:end] for start, end in units(text) if end <= proof.start]
    words = next((unit for unit in reversed(before) if not ITEM.match(unit)), "").strip()
    return words.rstrip(" :–-") if words and words[-1] not in ".!?;" else ""


def context(proof: Proof) -> str:
    """What a claim may say besides the proving words: what introduces them, the headings above them and the names of
    the document."""
    found = proof.passage.found
    return " ".join([proof.text, lead_in(proof), found.title, document_name(found), *found.passage.headings])


def document_name(found: FoundPassage) -> str:
    """The file's name as words."""
    return found.filename.replace("_", " ")


def title_row(proof: Proof) -> str:
    """The column titles above a table row: the first row of the run of rows that it stands in."""
    titles = ""
    for start, end in units(proof.passage.found.passage.text):
        unit = proof.passage.found.passage.text[start:end]
        titles = (titles or unit) if " | " in unit else ""
        if end >= proof.start:
            break
    return titles
