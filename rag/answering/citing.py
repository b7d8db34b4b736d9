"""Numbered citations: what a reader clicks to see the proof."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.proofs import Proof
from rag.answering.wording import amended_by
from rag.domain.answer import Citation, Claim
from rag.facts.changes import NONE, Changes


class CitationList:
    """The citations of one answer, numbered from 1; the same words of a passage are cited once. ``changes`` tell which
    are of a wording that is no longer in force."""

    def __init__(self, changes: Changes = NONE) -> None:
        self.all: list[Citation] = []
        self._changes = changes

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
            amended=amended_by(self._changes.of(passage, proof.start, proof.end)),
        )
        self.all.append(citation)
        return citation


def marked(claims: Sequence[Claim]) -> str:
    """Claims as one text, each followed by the marks of its citations."""
    return " ".join(f"{claim.text} {' '.join(f'[{n}]' for n in claim.citations)}".rstrip() for claim in claims)
