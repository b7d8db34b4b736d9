"""What contracts say of a term, as claims that cite the very words."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain.answer import Citation, Claim
from rag.domain.facts import StatedTerm, TermSource
from rag.domain.rights import Reader
from rag.facts.facts import Facts
from rag.language.quotes import find_quote
from rag.store.catalogue import FoundPassage


def claims_of_terms(terms: Sequence[StatedTerm], reader: Reader, facts: Facts) -> tuple[list[Claim], list[Citation]]:
    """A claim for each contract, and one for the arithmetic behind it; the same words are cited once."""
    versions = dict.fromkeys(source.version_id for term in terms for source in term.sources)
    passages = facts.passages(reader, list(versions))
    citations: list[Citation] = []
    claims = []
    for term in terms:
        cited = [
            _cite(source, passages[source.version_id], citations)
            for source in term.sources
            if source.version_id in passages
        ]
        numbers = list(dict.fromkeys(cited))
        claims.append(Claim(text=term.words, citations=numbers))
        if term.steps:
            claims.append(Claim(text=" ".join(term.steps), citations=numbers))
    return claims, citations


def _cite(source: TermSource, passages: Sequence[FoundPassage], citations: list[Citation]) -> int:
    """The number of the citation of a clause, made if there is none yet."""
    found, start, end = _place(source, passages)
    passage = found.passage
    quote = passage.text[start:end] or source.clause.quote
    for known in citations:
        if (known.passage_id, known.quote) == (passage.id, quote):
            return known.n
    page = passage.page_at(start) if end > start else source.clause.page
    citation = Citation(
        n=len(citations) + 1,
        document_id=source.document_id,
        version_id=source.version_id,
        title=source.title,
        filename=source.filename,
        page=page,
        passage_id=passage.id,
        quote=quote,
        headings=list(passage.headings),
        boxes=passage.boxes(start, end, page) if end > start else list(source.clause.boxes),
        place=passage.place(start, end) if end > start else None,
        confidence=passage.confidence(start, end) if end > start else None,
        url=f"/v1/documents/{source.document_id}/pages/{page}.png?passage={passage.id}&start={start}&end={end}",
    )
    citations.append(citation)
    return citation.n


def _place(source: TermSource, passages: Sequence[FoundPassage]) -> tuple[FoundPassage, int, int]:
    """The passage that holds a clause's words, and where in it; the clause's page is looked at first."""
    wanted = source.clause.quote
    near = sorted(passages, key=lambda found: abs(found.passage.page - source.clause.page))
    for found in near:
        if (at := found.passage.text.find(wanted)) >= 0:
            return found, at, at + len(wanted)
    for found in near:
        if (place := find_quote(wanted, found.passage.text)) is not None:
            return found, *place
    return near[0], 0, 0
