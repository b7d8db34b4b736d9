"""Numbered citations: what a reader clicks to see the proof."""

from __future__ import annotations

from rag.answering.proofs import Proof
from rag.domain.answer import Citation


class CitationList:
    """The citations of one answer, numbered from 1; the same words of a passage are cited once."""

    def __init__(self) -> None:
        self.all: list[Citation] = []

    def cite(self, proof: Proof) -> Citation:
        """The citation of a proof; its boxes are those of the lines that hold the quote, on the quote's page."""
        found, passage = proof.passage.found, proof.passage.found.passage
        quote = passage.text[proof.start : proof.end]
        for known in self.all:
            if known.passage_id == passage.id and known.quote == quote:
                return known
        page = passage.page_at(proof.start)
        citation = Citation(
            n=len(self.all) + 1,
            document_id=passage.document_id,
            version_id=passage.version_id,
            title=found.title,
            filename=found.filename,
            page=page,
            passage_id=passage.id,
            quote=quote,
            headings=list(passage.headings),
            boxes=passage.boxes(proof.start, proof.end, page),
            place=passage.place(proof.start, proof.end),
            confidence=passage.confidence(proof.start, proof.end),
            url=f"/v1/documents/{passage.document_id}/pages/{page}.png"
            f"?passage={passage.id}&start={proof.start}&end={proof.end}",
        )
        self.all.append(citation)
        return citation
