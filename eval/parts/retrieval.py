"""How much of what answers a question is found: recall and precision in characters, as LegalBench-RAG defines them.

Pipitone and Houir Alami, "LegalBench-RAG: A Benchmark for Retrieval-Augmented Generation in the Legal Domain",
arXiv:2408.10343 (2024), section 4: the spans retrieved are merged, recall is the share of the answering characters
among them, precision the share of the retrieved characters that answer; both are averaged over the questions.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypedDict

from eval.metrics import Z_95
from eval.systems.preparing import findable_documents
from rag.domain.rights import OWNER
from rag.errors import RequestError
from rag.language import find_quote
from rag.opening import QueryEngine
from rag.store.catalogue import Catalogue, FoundPassage
from rag.store.index.base import IndexFilter, IndexHit, IndexQuery
from rag.store.index.sparse import query_vector

Spans = dict[str, list[tuple[int, int]]]
"""Characters ``[start, end)`` of documents, by file name; of one document in order, without overlap."""

_LOOKED_AT = 64
_DEPTHS = (1, 10, 64)


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question and where its answer stands: spans, or ``quotes`` (file, words) that :func:`placed` makes spans of."""

    question: str
    answer: Spans
    quotes: tuple[tuple[str, str], ...] = ()
    tag: str = ""


class Mean(TypedDict):
    """A mean (0 to 1) with its 95 % interval (normal approximation)."""

    value: float
    low: float
    high: float


Found = dict[str, Mean]
"""``recall@N`` and ``precision@N`` for N = 1, 10, 64, ``first_hit`` and ``first_document``."""


def load_questions(file: Path) -> list[SpanQuestion]:
    """Questions in the form of LegalBench-RAG: ``{"tests": [{"query", "snippets": [{"file", "span": [a, b]}]}]}``.

    A snippet may have its words as ``quote`` instead of a span; a test may have a ``tag``.

    Raises:
        RequestError: the file is not there or not of this form.
    """
    try:
        tests = json.loads(file.read_text(encoding="utf-8"))["tests"]
        return [_question(test) for test in tests]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"{str(file)!r} cannot be read as questions with spans ({type(error).__name__}).",
            'It must look like this: {"tests": [{"query": "…", "snippets": [{"file": "a.txt", "span": [0, 9]}]}]}',
        ) from error


def _question(test: dict[str, Any]) -> SpanQuestion:
    spans: list[tuple[str, int, int]] = []
    quotes: list[tuple[str, str]] = []
    for one in test["snippets"]:
        file = Path(one["file"]).name
        if "quote" in one:
            quotes.append((file, str(one["quote"])))
        else:
            spans.append((file, int(one["span"][0]), int(one["span"][1])))
    return SpanQuestion(str(test["query"]), merged(spans), tuple(quotes), str(test.get("tag", "")))


def placed(questions: Sequence[SpanQuestion], catalogue: Catalogue) -> list[SpanQuestion]:
    """The questions with the spans of their quotes in the documents of a store.

    Raises:
        RequestError: a quote stands nowhere in its document.
    """
    versions = {document.filename: document.active_version_id for document in findable_documents(catalogue)}
    done = []
    for question in questions:
        spans = [(file, start, end) for file, parts in question.answer.items() for start, end in parts]
        for file, quote in question.quotes:
            version = versions.get(file)
            for found in catalogue.version_passages(version) if version else []:
                if (place := find_quote(quote, found.passage.text)) is not None:
                    spans.append((file, found.passage.char_start + place[0], found.passage.char_start + place[1]))
                    break
            else:
                raise RequestError(f"{file!r} does not hold {quote!r}.", "Correct the quote, or add the document.")
        done.append(replace(question, answer=merged(spans), quotes=()))
    return done


def merged(spans: Sequence[tuple[str, int, int]]) -> Spans:
    """Spans of files, those that overlap or touch made one."""
    found: Spans = {}
    for file, start, end in sorted(spans):
        known = found.setdefault(file, [])
        if known and start <= known[-1][1]:
            known[-1] = (known[-1][0], max(end, known[-1][1]))
        else:
            known.append((start, end))
    return found


def length(spans: Spans) -> int:
    """How many characters spans hold."""
    return sum(end - start for parts in spans.values() for start, end in parts)


def overlap(one: Spans, other: Spans) -> int:
    """How many characters two sets of spans share."""
    return sum(
        max(0, min(end, last) - max(start, first))
        for file, parts in one.items()
        for start, end in parts
        for first, last in other.get(file, [])
    )


def search(engine: QueryEngine, question: str) -> list[FoundPassage]:
    """The passages that ``POST /search`` gives the owner."""
    return [item.found for item in engine.retriever.search(question, OWNER, _LOOKED_AT)]


def by_meaning(engine: QueryEngine, question: str) -> list[FoundPassage]:
    """The passages nearest by the embedding model alone."""
    return _one_way(engine, question, lambda hit: hit.cosine)


def by_words(engine: QueryEngine, question: str) -> list[FoundPassage]:
    """The passages nearest by BM25 alone."""
    return _one_way(engine, question, lambda hit: hit.bm25)


WAYS: dict[str, Callable[[QueryEngine, str], list[FoundPassage]]] = {
    "search": search,
    "meaning alone": by_meaning,
    "words alone": by_words,
}


def _one_way(engine: QueryEngine, question: str, score: Callable[[IndexHit], float]) -> list[FoundPassage]:
    query = IndexQuery(
        dense=engine.retriever.embedder.embed_question(question),
        sparse=query_vector(question),
        filter=IndexFilter(groups=None),
        depth=_LOOKED_AT,
    )
    moment = engine.store.catalogue.moment()
    best = sorted(engine.index.search(query), key=lambda hit: -score(hit))[:_LOOKED_AT]
    return engine.store.catalogue.visible(OWNER, [hit.passage_id for hit in best], moment)


def measure_retrieval(
    engine: QueryEngine,
    questions: Sequence[SpanQuestion],
    way: Callable[[QueryEngine, str], list[FoundPassage]],
    on_question: Callable[[], object] = lambda: None,
) -> list[dict[str, float]]:
    """What one way of searching finds for each question: the figures that :func:`means` takes."""
    figures = []
    for question in questions:
        found = way(engine, question.question)
        places = [(one.filename, one.passage.char_start, one.passage.char_end) for one in found]
        figures.append(_of_one(places, question.answer))
        on_question()
    return figures


def means(figures: Sequence[dict[str, float]]) -> Found:
    """The means over questions, at least one."""
    return {name: _mean([one[name] for one in figures]) for name in figures[0]}


def _of_one(places: Sequence[tuple[str, int, int]], answer: Spans) -> dict[str, float]:
    figures = {}
    for depth in _DEPTHS:
        got = merged(places[:depth])
        shared = overlap(got, answer)
        figures[f"recall@{depth}"] = shared / (length(answer) or 1)
        figures[f"precision@{depth}"] = shared / (length(got) or 1)
    figures["first_hit"] = float(figures["recall@1"] > 0)
    figures["first_document"] = float(bool(places) and places[0][0] in answer)
    return figures


def _mean(values: Sequence[float]) -> Mean:
    value = statistics.fmean(values)
    spread = Z_95 * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Mean(value=value, low=max(0.0, value - spread), high=min(1.0, value + spread))
