"""Hybrid search: documents by their heads, passages by meaning and by words, checked against the database."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.domain.answer import Amended
from rag.domain.narrowing import EVERYTHING, Narrowing
from rag.domain.rights import Reader
from rag.language import holds_article, named_articles
from rag.retrieval.fusion import fused
from rag.retrieval.naming import NamedDocument, freed, naming, told_apart
from rag.retrieval.party_filter import documents_naming
from rag.retrieval.spelling import KnownNames, respelt, slips
from rag.store.catalogue import Catalogue, FoundPassage, Head, PassageText
from rag.store.index.base import IndexFilter, IndexHit, IndexQuery, PassageIndex, SparseVector
from rag.store.index.sparse import query_vector

_DEPTH = 60
_DEEPER = 8
_HEADS = 8
_NAMED = 0.5
_OTHERS = 0.5
_RERANKED = 24


class QuestionEmbedder(Protocol):
    """What searching needs of an embedding model."""

    def embed_question(self, text: str) -> list[float]:
        """The vector of a question."""

    def embed_questions(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each question, in order."""

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each passage, in order."""


class PassageReranker(Protocol):
    """What searching needs of a cross-encoder."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, from 0 to 1, in order."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage found, with its score and the cosine between question and passage (-1 to 1).

    ``asked`` is the question as it is put to this passage's document: without the words that name the document.
    ``also_in`` are other documents that the asker may read in which the same text was found, best first. ``amended``
    is what changed an article of the passage, where that was looked for.
    """

    found: FoundPassage
    score: float
    cosine: float
    asked: str = ""
    also_in: tuple[str, ...] = ()
    amended: Amended | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage of which not more is read than its text."""

    found: PassageText
    sameness: str
    score: float
    cosine: float
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question to the index: its text, its vectors, and where to look."""

    text: str
    dense: list[float]
    sparse: SparseVector
    filter: IndexFilter


class Retriever:
    """Searches on behalf of a reader; rights are in every query of the index and checked again at the database."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: PassageIndex,
        embedder: QuestionEmbedder,
        reranker: PassageReranker | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self.embedder = embedder
        self._reranker = reranker
        self._names = KnownNames(catalogue)

    def search(
        self,
        question: str,
        reader: Reader,
        limit: int,
        collections: list[str] | None = None,
        document_ids: list[str] | None = None,
        only: Narrowing = EVERYTHING,
    ) -> list[RankedPassage]:
        """The best ``limit`` passages, best first; passages with the same text are given once.

        Where the question names one to three documents, these are searched by themselves, with the question freed
        of their names, and what is found in them comes before the rest. A reranker, where there is one, orders the
        first passages anew. A name that no passage holds is read as the document's name that it is a slip for.

        Raises:
            RequestError: the party that ``only`` names has no word to look for.
        """
        moment = self._catalogue.moment()
        wanted = self._bounds(reader, collections, document_ids, only, moment)
        question = self._respelt(question, wanted, reader, moment)
        sparse = query_vector(question)
        named = self._named(question, sparse, wanted, reader, moment)
        chosen = told_apart(named)
        # A name that several documents share still tells their passages apart: a line of a list, say.
        asked = (freed(question, chosen) if len(chosen) == 1 else "") or question
        # In one call: two questions take hardly longer than one.
        vectors = self.embedder.embed_questions([question] if asked == question else [question, asked])
        put = [_Asked(question, vectors[0], sparse, wanted)]
        if chosen:
            within = _within(wanted, [head.document_id for head in chosen])
            put.append(_Asked(asked, vectors[-1], query_vector(asked), within))
        shares = {one.head.document_id: one.share for one in named}
        everywhere, *inside = self._candidates(put, shares, reader, limit, moment)
        best = _distinct(_before(inside[0], everywhere, shares) if inside else everywhere)
        if self._reranker is None:
            return self._read(best[:limit], question, chosen, reader)
        read = self._read(best[: max(limit, _RERANKED)], question, chosen, reader)
        return _reranked(self._reranker, question, read)[:limit]

    def passages(self, reader: Reader, passage_ids: Sequence[str]) -> list[FoundPassage]:
        """Those of the passages that the reader may read, of versions that are active now."""
        return self._catalogue.visible(reader, passage_ids, self._catalogue.moment()) if passage_ids else []

    def occurs(self, word: str, reader: Reader) -> bool:
        """Whether a word stands in any passage that the reader may read."""
        return self._occurs(word, self._bounds(reader, None, None, EVERYTHING, self._catalogue.moment()))

    def _occurs(self, word: str, wanted: IndexFilter) -> bool:
        return bool(self._index.search(IndexQuery(sparse=query_vector(word), filter=wanted, depth=1, worded=True)))

    def _bounds(
        self,
        reader: Reader,
        collections: list[str] | None,
        document_ids: list[str] | None,
        only: Narrowing,
        moment: float,
    ) -> IndexFilter:
        groups = reader.readable_groups
        where = IndexFilter(
            groups=None if groups is None else list(groups), collections=collections, document_ids=document_ids
        )
        found = self._catalogue.narrowed(reader, only)
        if found is not None:
            where = _within(where, found)
        if only.party:
            where = _within(where, documents_naming(only.party, reader, where, self._catalogue, self._index, moment))
        return where

    def _respelt(self, question: str, wanted: IndexFilter, reader: Reader, moment: float) -> str:
        unknown = slips(question, self._names, lambda word: self._occurs(word, wanted))
        if not unknown:
            return question
        meant = query_vector(" ".join(name for names in unknown.values() for name in names))
        return respelt(question, unknown, self._heads(meant, wanted, reader, moment))

    def _named(
        self, question: str, sparse: SparseVector, wanted: IndexFilter, reader: Reader, moment: float
    ) -> list[NamedDocument]:
        return naming(question, self._heads(sparse, wanted, reader, moment))

    def _heads(self, sparse: SparseVector, wanted: IndexFilter, reader: Reader, moment: float) -> list[Head]:
        hits = self._index.search(IndexQuery(sparse=sparse, filter=wanted, depth=_HEADS))
        return self._catalogue.heads(reader, [hit.version_id for hit in hits], moment)

    def _candidates(
        self, put: Sequence[_Asked], shares: dict[str, float], reader: Reader, limit: int, moment: float
    ) -> list[list[_Candidate]]:
        """What each of the questions finds."""
        depth = max(_DEPTH, 2 * limit)
        asked = self._ask(put, depth, reader, moment)
        found = [_scored(one.text, *answer, shares) for one, answer in zip(put, asked, strict=True)]
        short = [len({one.sameness for one in some}) < limit for some in found]
        if any(few and len(hits) >= depth for few, (hits, _) in zip(short, asked, strict=True)):
            # Copies of one text, or versions just retired and still in the index, took the places: look deeper once.
            # All questions together, so that one reading of the database decides which versions are seen.
            asked = self._ask(put, _DEEPER * depth, reader, moment)
            found = [_scored(one.text, *answer, shares) for one, answer in zip(put, asked, strict=True)]
        return found

    def _ask(
        self, put: Sequence[_Asked], depth: int, reader: Reader, moment: float
    ) -> list[tuple[dict[str, IndexHit], list[PassageText]]]:
        queries = [IndexQuery(dense=one.dense, sparse=one.sparse, filter=one.filter, depth=depth) for one in put]
        found = [{hit.passage_id: hit for hit in self._index.search(query)} for query in queries]
        # Most are found by both: read once.
        wanted = list(dict.fromkeys(passage for hits in found for passage in hits))
        visible = self._catalogue.visible_texts(reader, wanted, moment)
        return [(hits, [one for one in visible if one.passage_id in hits]) for hits in found]

    def _read(
        self, best: Sequence[_Candidate], question: str, chosen: Sequence[Head], reader: Reader
    ) -> list[RankedPassage]:
        """The candidates with all that is known of their passages: the costly part, so for the best only."""
        ids = [one.found.passage_id for one in best]
        found = {one.passage.id: one for one in self._catalogue.found_again(reader, ids)}
        about = {head.document_id: freed(question, chosen) for head in chosen}
        ranked = []
        for one in best:
            # Erased while it was searched for, or a right was taken away.
            if (passage := found.get(one.found.passage_id)) is not None:
                asked = about.get(one.found.document_id) or freed(question, [_head_of(passage)])
                ranked.append(RankedPassage(passage, one.score, one.cosine, asked, one.also_in))
        return ranked


def _within(where: IndexFilter, document_ids: Collection[str]) -> IndexFilter:
    """The same bounds, and of the documents only these."""
    both = document_ids if where.document_ids is None else set(where.document_ids).intersection(document_ids)
    return where.model_copy(update={"document_ids": sorted(both)})


def _scored(
    asked: str, hits: dict[str, IndexHit], visible: Sequence[PassageText], shares: dict[str, float]
) -> list[_Candidate]:
    """Best are what both rankings like, the articles that are asked for, and what the question names."""
    scores = fused([hits[one.passage_id] for one in visible])
    articles = named_articles(asked)
    return [
        _Candidate(
            one,
            _sameness(one.text),
            (scores[one.passage_id] + holds_article(one.text, articles))
            * (1 + _NAMED * shares.get(one.document_id, 0.0)),
            hits[one.passage_id].cosine,
        )
        for one in visible
    ]


def _before(first: Sequence[_Candidate], others: Sequence[_Candidate], shares: dict[str, float]) -> list[_Candidate]:
    """What was found in the documents named, raised by how much they are named, and the rest halved."""
    cosines = {one.found.passage_id: one.cosine for one in others}
    raised = [
        replace(
            one,
            score=one.score + _NAMED * shares[one.found.document_id],
            cosine=max(one.cosine, cosines.get(one.found.passage_id, -1.0)),
        )
        for one in first
    ]
    known = {one.found.passage_id for one in first}
    rest = [replace(one, score=_OTHERS * one.score) for one in others if one.found.passage_id not in known]
    return raised + rest


def _distinct(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Best first, passages with the same text once; equal scores in an order that does not change."""
    best = sorted(candidates, key=lambda one: (-one.score, one.found.document_id, one.found.ordinal))
    same: dict[str, list[_Candidate]] = {}
    for one in best:
        same.setdefault(one.sameness, []).append(one)
    return [replace(first, also_in=_others(first, rest)) if rest else first for first, *rest in same.values()]


def _reranked(reranker: PassageReranker, question: str, best: Sequence[RankedPassage]) -> list[RankedPassage]:
    """The first passages in the order of their scores, before the rest."""
    if not best:
        return []
    first, rest = best[:_RERANKED], best[_RERANKED:]
    texts = ["\n".join([item.found.title, *item.found.passage.headings, item.found.passage.text]) for item in first]
    given = zip(first, reranker.scores(question, texts), strict=True)
    anew = [replace(item, score=best[0].score * (1 + score)) for item, score in given]
    return [*sorted(anew, key=lambda item: -item.score), *rest]


def _others(first: _Candidate, rest: Sequence[_Candidate]) -> tuple[str, ...]:
    found = dict.fromkeys(one.found.document_id for one in rest)
    return tuple(document for document in found if document != first.found.document_id)


def _sameness(text: str) -> str:
    """Equal for texts that differ by capitals, spaces and line ends only: one figure may be all that tells two
    versions of a contract apart."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _head_of(found: FoundPassage) -> Head:
    return Head(found.passage.document_id, found.title, found.filename, "")
