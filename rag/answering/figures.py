"""Figures and deadlines as an answer: what was worked out in words, with the documents behind it as citations."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from rag.answering.citing import marked
from rag.answering.terms import claims_of_terms
from rag.domain.answer import Answer, AnswerKind, Citation, Claim
from rag.domain.facts import FactDocument, FactsResult
from rag.domain.geometry import Box
from rag.domain.plan import Entity
from rag.domain.rights import Reader
from rag.facts.facts import Facts
from rag.facts.words import deadline_sentence, group_sentence, payments_unknown
from rag.language import find_numbers, fold
from rag.store.catalogue import FoundPassage

_PAID = re.compile(
    r"\b(?:pa(?:ye|yes|yee|yees|yer|ie|ies|id|y)|regle(?:e|es|s|r)?|verse(?:e|es|s|r)?|debourse\w*|depense\w*|spen[dt])\b"
)
_LINES = 50
"""Groups, or contracts, that are put in words, and documents that are cited; the others are in ``facts``."""


def answer_of(result: FactsResult, question: str, reader: Reader, facts: Facts, language: str) -> Answer:
    """The whole answer. Without a claim where a party is not known, or several fit: its text says so, or asks back."""
    kind, note = _kind(result)
    claims, citations = _claims(result, question, reader, facts, language) if kind is AnswerKind.FACTS else ([], [])
    return Answer(
        answer_id=str(uuid.uuid4()),
        kind=kind,
        language=language,
        text=marked(claims) if claims else result.words,
        claims=claims,
        citations=citations,
        withheld=[],
        nearest=[],
        plan=result.plan,
        facts=result,
        note=note,
    )


def _claims(
    result: FactsResult, question: str, reader: Reader, facts: Facts, language: str
) -> tuple[list[Claim], list[Citation]]:
    """The sentences of an answer and the documents behind them, the first of each.

    A sentence on the whole cites all of these, one on a contract that contract. Where the question asks of payments,
    the last sentence says that these are not known.
    """
    plan = result.plan
    if result.terms:
        return claims_of_terms(result.terms, reader, facts)
    first = result.included[:_LINES]
    passages = facts.passages(reader, [document.version_id for document in first])
    citations = [
        _citation(n, document, passages[document.version_id])
        for n, document in enumerate(first, 1)
        if document.version_id in passages
    ]
    numbers = {citation.document_id: citation.n for citation in citations}
    everything = list(numbers.values()) if plan.entity is Entity.INVOICE else []
    claims = [Claim(text=result.words, citations=everything)]
    if plan.group_by is not None:
        figures = result.figures[:_LINES]
        claims += [Claim(text=group_sentence(plan, figure, language), citations=[]) for figure in figures]
    for one in result.deadlines[:_LINES]:
        mine = [numbers[one.document_id]] if one.document_id in numbers else []
        claims.append(Claim(text=deadline_sentence(one, language), citations=mine))
    if plan.entity is Entity.INVOICE and result.included_count and _PAID.search(fold(question)):
        claims.append(Claim(text=payments_unknown(language), citations=[]))
    return claims, citations


def _kind(result: FactsResult) -> tuple[AnswerKind, str | None]:
    """The kind of an answer and its note: nothing is worked out where a party is not known, or several fit."""
    if result.choices:
        return AnswerKind.ABSTAINED, "which_party"
    if not result.figures and not result.included_count and not result.excluded_count and _names_nobody(result):
        return AnswerKind.ABSTAINED, "unknown_party"
    return AnswerKind.FACTS, None


def _names_nobody(result: FactsResult) -> bool:
    return any(not choice.keys for choice in (*result.plan.sellers, *result.plan.buyers))


def _citation(n: int, document: FactDocument, passages: Sequence[FoundPassage]) -> Citation:
    """Where a document's figure is to be seen: the passage that holds its box, else one that says the amount, else the
    first. The quote is what is printed there, else the amount as the XML has it."""
    found, start, end = _place(document, passages)
    passage = found.passage
    page = document.page or passage.page_at(start)
    quote = passage.text[start:end] or _amount(document) or document.title
    return Citation(
        n=n,
        document_id=document.document_id,
        version_id=document.version_id,
        title=document.title,
        filename=document.filename,
        page=page,
        passage_id=passage.id,
        quote=quote,
        headings=list(passage.headings),
        boxes=[document.box] if document.box else passage.boxes(start, end, page) if end > start else [],
        place=passage.place(start, end) if end > start else None,
        confidence=passage.confidence(start, end) if end > start else None,
        url=f"/v1/documents/{document.document_id}/pages/{page}.png?passage={passage.id}&start={start}&end={end}",
    )


def _place(document: FactDocument, passages: Sequence[FoundPassage]) -> tuple[FoundPassage, int, int]:
    """A passage, and the characters in it that are printed in the figure's box or say its amount."""
    if document.box is not None:
        for found in passages:
            inside = [
                span
                for span in found.passage.spans
                if span.box is not None and span.page == document.page and _meet(span.box, document.box)
            ]
            if inside:
                return found, inside[0].start, inside[-1].end
    if document.amount is not None:
        wanted = abs(document.amount)
        for found in passages:
            for number in find_numbers(found.passage.text):
                if abs(number.value) == wanted:
                    return found, number.start, number.end
    return passages[0], 0, 0


def _meet(one: Box, other: Box) -> bool:
    """True when the middle of one line is inside the other."""
    middle = (one.top + one.bottom) / 2
    return other.top <= middle <= other.bottom and one.left < other.right and other.left < one.right


def _amount(document: FactDocument) -> str:
    return f"{document.amount:f} {document.currency}" if document.amount is not None else document.number or ""
