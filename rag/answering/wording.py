"""Of two wordings of an article the one in force comes first, and the other says which amendment replaced it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.answering.extraction import Sentence
from rag.answering.proofs import Proof
from rag.domain.answer import Amended
from rag.domain.rights import Reader
from rag.facts.changes import NONE, Change, Changes
from rag.facts.facts import Facts
from rag.language import content_words, named_articles
from rag.retrieval.search import RankedPassage

_ANSWERS = 0.5
"""The new wording of an article is about what the old one is about: so much of the old one's score is enough."""


def amended_by(change: Change | None) -> Amended | None:
    """A change as it is shown beside a passage."""
    if change is None:
        return None
    row, contract, place = change.amendment, change.amendment.contract, change.place
    about = Amended(
        article=change.article,
        document_id=row.document_id,
        version_id=row.version_id,
        title=row.title,
        filename=row.filename,
        number=contract.number,
        signed=contract.signature_date,
        since=change.since,
    )
    if place is None:
        return about
    passage = place.found.passage
    page = passage.page_at(place.start)
    return about.model_copy(
        update={
            "page": page if passage.boxes(place.start, place.end, page) else None,
            "passage_id": passage.id,
            "quote": passage.text[place.start : place.end],
            "url": f"/v1/documents/{row.document_id}/pages/{page}.png"
            f"?passage={passage.id}&start={place.start}&end={place.end}",
        }
    )


def changes_of(ranked: Sequence[RankedPassage], reader: Reader, facts: Facts | None, on: date) -> Changes:
    """What amendments changed of the documents that were found; nothing where facts are not known."""
    found = {item.found.passage.document_id for item in ranked}
    return facts.changes(reader, found, on) if facts is not None else NONE


def sentences_in_force_first(question: str, scored: list[Sentence], changes: Changes) -> list[Sentence]:
    """Sentences best first, the best of an article's new wording before those of the old one where both answer: it
    scores at least half as much, and has the figures of the question that the old one has ("P1"). It then counts as
    much as the old one."""
    if not changes:
        return scored
    figures = {word for word in content_words(question) if any(char.isdigit() for char in word)}
    figures -= {part for number in named_articles(question) for part in (number, *number.split("."))}
    counted = [item.score for item in scored]
    old = [changes.of(item.proof.passage.found.passage, item.proof.start, item.proof.end) for item in scored]
    for item, change in zip(scored, old, strict=True):
        if change is None or change.place is None:
            continue
        wanted = figures.intersection(content_words(item.text))
        new = (
            n
            for n, other in enumerate(scored)
            if change.place.holds(other.proof.passage.found.passage, other.proof.start)
            and _ANSWERS * item.score <= other.score
            and wanted.issubset(content_words(other.text))
        )
        if (best := next(new, None)) is not None:
            counted[best] = max(counted[best], item.score)
    order = sorted(range(len(scored)), key=lambda n: (-counted[n], old[n] is not None, n))
    return [replace(scored[n], score=counted[n]) for n in order]


def passages_in_force_first(question: str, ranked: Sequence[RankedPassage], changes: Changes) -> list[RankedPassage]:
    """What was found, each passage with the mark of what changed it, and that which holds the new wording of an article
    before the passage with the old one where both answer; everything else stays in its order.

    Both answer where the question names the article, or the changed article is the one of its passage that holds most
    of the question's words and the new wording holds nearly as many of them.
    """
    if not changes:
        return list(ranked)
    found = [replace(item, amended=amended_by(changes.of(item.found.passage))) for item in ranked]
    for item in list(found):
        change = _asked_for(question, item, changes) if item.amended else None
        if change is None or change.place is None:
            continue
        at = next((n for n, other in enumerate(found) if other.found.passage.id == change.place.found.passage.id), None)
        before = found.index(item)
        if at is not None and at > before:
            found.insert(before, found.pop(at))
    return found


def replaced_by(given: Sequence[RankedPassage], proofs: Sequence[Proof], changes: Changes) -> bool:
    """Whether a proof is of a wording that is no longer in force, and the one in force is among what was given."""
    if not changes:
        return False
    ids = {item.found.passage.id for item in given}
    found = (changes.of(proof.passage.found.passage, proof.start, proof.end) for proof in proofs)
    return any(
        change is not None and change.place is not None and change.place.found.passage.id in ids for change in found
    )


def _asked_for(question: str, item: RankedPassage, changes: Changes) -> Change | None:
    passage = item.found.passage
    asked, named = set(content_words(item.asked or question)), named_articles(question)
    held = {
        part: len(asked & set(content_words(passage.text[part.start : part.end]))) for part in changes.articles(passage)
    }
    for part, change in changes.parts(passage):
        if change.article in named:
            return change
        if change.place is None or not held[part] or held[part] < max(held.values()):
            continue
        place = change.place
        new = place.found.passage.text[place.start : max(place.end, place.until - place.found.passage.char_start)]
        if len(asked & set(content_words(new))) >= _ANSWERS * held[part]:
            return change
    return None
