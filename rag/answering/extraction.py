"""Answers without a language model: the proving sentences themselves."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answering.verification import Proof
from rag.language import content_words, find_identifiers, find_numbers, sentences
from rag.retrieval.search import QuestionEmbedder, RankedPassage

_PASSAGES = 6
_LEAST_CHARS = 12
_MOST_CHARS = 420
_MOST_CLAIMS = 3
_NEAR_BEST = 0.85
_CUES = (
    "combien", "montant", "prix", "cout", "taux", "date", "quand", "delai", "duree", "preavis", "numero", "plafond",
    "how", "price", "rate", "when", "date", "amount", "notice", "number", "long", "many", "much", "cap",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or table row of a passage, with how well it answers (about 0 to 2)."""

    proof: Proof
    text: str
    score: float


def best_sentences(question: str, passages: list[RankedPassage], embedder: QuestionEmbedder) -> list[Sentence]:
    """At most three sentences of the first passages, best first, none much weaker than the best.

    The score is the cosine between question and sentence, stretched over the range that occurs here, plus the
    share of the question's content words that sentence, headings and document name hold, weighted by how rare each
    is among the passages; a sentence with a number counts more where the question asks for one.
    """
    candidates = [(proof, text) for passage in passages[:_PASSAGES] for proof, text in _split(passage)]
    if not candidates:
        return []
    vectors = embedder.embed_questions([question, *[_placed(proof, text) for proof, text in candidates]])
    asked = vectors[0]
    cosines = [sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in vectors[1:]]
    low, high = min(cosines), max(cosines)
    weights = _weights(question, passages[:_PASSAGES])
    wants_number = bool(set(content_words(question)) & set(_CUES)) or bool(set(question.lower().split()) & set(_CUES))
    top = max(passage.score for passage in passages) or 1.0
    scored = []
    for (proof, text), cosine in zip(candidates, cosines, strict=True):
        place = _placed(proof, text)
        score = (cosine - low) / ((high - low) or 1.0)
        score += _share(weights, place) + 0.3 * _share(weights, text)
        score += 0.3 * proof.passage.score / top
        if wants_number and not find_numbers(text):
            score -= 0.3
        scored.append(Sentence(proof, text, score))
    scored.sort(key=lambda sentence: -sentence.score)
    return [item for item in scored[:_MOST_CLAIMS] if item.score >= _NEAR_BEST * scored[0].score]


def missing_terms(question: str, ranked: RankedPassage) -> list[str]:
    """Identifiers of the question (invoice and contract numbers, …) that neither passage nor document name hold."""
    found = ranked.found
    known = {item.value for item in find_identifiers(" ".join([found.passage.text, found.title, found.filename]))}
    text = found.passage.text + found.title + found.filename
    return [
        item.value
        for item in find_identifiers(question)
        if item.value not in known and question[item.start : item.end] not in text
    ]


def _split(ranked: RankedPassage) -> list[tuple[Proof, str]]:
    text = ranked.found.passage.text
    pieces: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if " | " in text[start:end] and "\n" in text[start:end]:
            position = start
            for row in text[start:end].splitlines(keepends=True):
                pieces.append((position, position + len(row.rstrip())))
                position += len(row)
        else:
            pieces.append((start, end))
    return [
        (Proof(ranked, start, end), " ".join(text[start:end].split()))
        for start, end in pieces
        if _LEAST_CHARS <= end - start <= _MOST_CHARS
    ]


def _placed(proof: Proof, text: str) -> str:
    found = proof.passage.found
    return " ".join(
        [found.title, found.filename.replace("_", " ").replace("-", " "), *found.passage.headings[-1:], text]
    )


def _weights(question: str, passages: list[RankedPassage]) -> dict[str, float]:
    words = set(content_words(question))
    texts = [set(content_words(passage.found.passage.text + " " + passage.found.title)) for passage in passages]
    return {word: 1.0 / (1 + sum(word in text for text in texts)) for word in words}


def _share(weights: dict[str, float], text: str) -> float:
    held = set(content_words(text))
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 0.0
