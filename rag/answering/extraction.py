"""Answers without a language model: the proving sentences themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from rag.answering.naming_others import named_elsewhere
from rag.answering.proofs import Proof
from rag.language import asked_kinds, content_words, fold, holds_kind, sentences, unproved_values
from rag.retrieval.search import QuestionEmbedder, RankedPassage

_FLOOR = 0.78
_NAMING = ("date", "identifier")
_PASSAGES = 10
_LEAST_WORDS = 3
_MOST_CHARS = 420
_MOST_CLAIMS = 3
_NEAR_BEST = 0.75
_MEANING, _WORDS, _RANK = 1.0, 1.0, 0.6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or table row of a passage, with how well it answers (0 to 2)."""

    proof: Proof
    text: str
    score: float


def about_the_question(question: str, passages: list[RankedPassage]) -> list[RankedPassage]:
    """Passages near enough, of documents that hold the dates, invoice and contract numbers that the question names, and
    not none of its names where another document holds some (:mod:`rag.answering.naming_others`).

    "The invoice of April 2025" is no question for the one of March, however alike they are. What a document holds is
    judged by all its passages that were found.
    """
    elsewhere = named_elsewhere(question, passages)
    near = [passage for passage in passages if passage.cosine >= _FLOOR]
    texts: dict[str, str] = {}
    for ranked in near:
        found = ranked.found
        known = texts.get(found.passage.document_id, f"{found.title}\n{found.filename}")
        texts[found.passage.document_id] = "\n".join([known, *found.passage.headings, found.passage.text])
    lacking = {
        document: any(value.kind in _NAMING for value in unproved_values(question, text)) or document in elsewhere
        for document, text in texts.items()
    }
    return [passage for passage in near if not lacking[passage.found.passage.document_id]]


def score_sentences(question: str, passages: list[RankedPassage], embedder: QuestionEmbedder) -> list[Sentence]:
    """The sentences of the first ten passages, best first.

    Each document is asked the question freed of the document's own name. The score adds up: the cosine between that
    question and the sentence under its heading, stretched to 0…1 over the sentences at hand; the share of the
    question's words, the rarer the heavier, that they hold; the passage's score relative to the best passage's.
    Headings and column titles alone are no answers.
    """
    first = passages[:_PASSAGES]
    candidates = [piece for passage in first for piece in _pieces(passage)]
    if not candidates:
        return []
    asked = {passage.found.passage.id: passage.asked or question for passage in first}
    asked_vectors = dict(zip(asked, embedder.embed_questions(list(asked.values())), strict=True))
    places = [f"{' '.join(proof.passage.found.passage.headings[-1:])} {text}" for proof, text in candidates]
    cosines = [
        sum(a * b for a, b in zip(asked_vectors[proof.passage.found.passage.id], vector, strict=True))
        for (proof, _), vector in zip(candidates, embedder.embed_passages(places), strict=True)
    ]
    low, high = min(cosines), max(cosines)
    weights = _weights(question, places)
    top = max(passage.score for passage in first) or 1.0
    scored = [
        Sentence(
            proof,
            text,
            _MEANING * (cosine - low) / ((high - low) or 1.0)
            + _WORDS * _share(weights, asked[proof.passage.found.passage.id], place)
            + _RANK * proof.passage.score / top,
        )
        for (proof, text), place, cosine in zip(candidates, places, cosines, strict=True)
    ]
    return sorted(scored, key=lambda sentence: -sentence.score)


def strongest(question: str, scored: list[Sentence]) -> list[Sentence]:
    """At most three sentences, none much weaker than the best: what an answer without a model shows.

    Each holds a value of the kind that is asked for ("how much": an amount), and can be read at a glance.
    """
    kinds = asked_kinds(question)
    short = [item for item in scored if len(item.text) <= _MOST_CHARS]
    near = (item for item in short if item.score >= _NEAR_BEST * short[0].score and holds_kind(item.text, kinds))
    return list(islice(near, _MOST_CLAIMS))


def passages_by_sentence(scored: Sequence[Sentence]) -> list[RankedPassage]:
    """The passages in the order of their best sentences: the first few are what a model is given."""
    best_first: dict[str, RankedPassage] = {}
    for item in scored:
        best_first.setdefault(item.proof.passage.found.passage.id, item.proof.passage)
    return list(best_first.values())


def _pieces(ranked: RankedPassage) -> list[tuple[Proof, str]]:
    """Sentences and table rows of a passage, each with its words on one line."""
    text = ranked.found.passage.text
    headings = {fold(heading) for heading in ranked.found.passage.headings}
    pieces = []
    for start, end in sentences(text):
        for left, right in _rows(text, start, end):
            words = " ".join(text[left:right].split())
            substance = len(content_words(words)) >= _LEAST_WORDS or any(char.isdigit() for char in words)
            if substance and fold(words) not in headings:
                pieces.append((Proof(ranked, left, right), words))
    return pieces


def _rows(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, or the rows of a table that it holds; the row of column titles goes with none."""
    if " | " not in text[start:end] or "\n" not in text[start:end]:
        return [(start, end)]
    rows, position = [], start
    for row in text[start:end].splitlines(keepends=True):
        rows.append((position, position + len(row.rstrip())))
        position += len(row)
    return [row for row in rows[1:] if row[1] > row[0]]


def _weights(question: str, places: list[str]) -> dict[str, float]:
    held = [set(content_words(place)) for place in places]
    return {word: 1 / (1 + sum(word in words for words in held)) for word in set(content_words(question))}


def _share(weights: dict[str, float], asked: str, text: str) -> float:
    wanted = {word: weight for word, weight in weights.items() if word in set(content_words(asked))}
    held = set(content_words(text))
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in held) / total if total else 0.0
