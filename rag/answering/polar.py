"""Questions of yes or no: the model is given the few sentences that speak of what is asked, and writes a verdict.

A small model that is asked for proof and verdict at once writes down whatever stands first, or nothing. So the proof is
found by code, and only the verdict is asked for; "not stated" is one of three answers, not an empty list.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rag.answering.claims import Draft, one_line
from rag.answering.extraction import Sentence
from rag.answering.prompting import MARGIN, estimate_tokens, marked, preamble
from rag.answering.proofs import Proof, document_name, lead_in
from rag.answering.verification import verify
from rag.domain.answer import WithheldReason
from rag.errors import ModelAnswerError
from rag.language import detect_language, senses, unproved_values
from rag.models.entailment import EntailmentModel
from rag.models.language_model import Message
from rag.retrieval.search import RankedPassage

_VERDICTS = ("yes", "no", "not stated")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "answer": {"enum": list(_VERDICTS)},
        "text": {"type": "string"},
    },
    "required": ["answer", "text"],
}
"""What the model may write; the sentence it writes follows from the verdict, not the other way."""

_MOST = 3
_MOST_CHARS = 1500
_ABOUT = 0.45
_FEW = 0.5
_COVERAGE = 2.0
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BEGINNINGS = {"yes": ("Yes", "Oui"), "no": ("No", "Non")}
_COLONS = (":", "\u00a0:")


def deciding(question: str, scored: Sequence[Sentence]) -> list[Sentence]:
    """At most three sentences, of 1,500 characters together, that may decide the question, the best first; none where
    no sentence speaks of what is asked.

    One speaks of it that holds nearly half of the question's words, by their sense; the rarer in these sentences the
    heavier (Robertson and Spärck Jones, JASIS 1976), beside a part that all weigh, for there may be few sentences. One
    in another language than the question's may.
    """
    wanted = senses(question)
    without_examples = senses(re.sub(r"\([^()]*\)", " ", question))
    language = detect_language(question)
    held = [senses(f"{_said(item)} {' '.join(item.proof.passage.found.passage.headings[-1:])}") for item in scored]
    weights = {
        sense: _FEW + math.log((len(scored) + 1) / (0.5 + sum(sense in own for own in held)))
        for sense in sorted(wanted)
    }

    def coverage(item: Sentence, own: set[str]) -> float:
        if item.proof.passage.found.language != language:
            return _ABOUT
        # A sentence need not repeat the name of the document that it stands in.
        freed = wanted & senses(item.proof.passage.asked)
        return max(
            sum(weights[sense] for sense in asked & own) / (sum(weights[sense] for sense in asked) or 1.0)
            for asked in (wanted, freed, without_examples)
        )

    covered = [(coverage(item, own), item) for item, own in zip(scored, held, strict=True)]
    covered.sort(key=lambda pair: -(pair[1].score + _COVERAGE * pair[0]))
    taken: dict[str, Sentence] = {}
    left = _MOST_CHARS
    for share, item in covered:
        text = _said(item)
        if share >= _ABOUT and text not in taken and len(taken) < _MOST and (len(text) <= left or not taken):
            taken[text] = item
            left -= len(text)
    return list(taken.values())


def build(question: str, language: str, deciding: Sequence[Sentence], budget: int) -> list[Message]:
    """The messages: instructions and examples, which never change, the sentences as passages, and the question."""
    start = preamble(language, "polar_")
    asked = f"Question : {question}" if language == "fr" else f"Question: {question}"
    left = budget - MARGIN - sum(estimate_tokens(message.content) for message in start) - estimate_tokens(asked)
    written: list[str] = []
    for item in deciding:
        block = marked(len(written) + 1, item.proof.passage.found, _said(item))
        left -= estimate_tokens(block)
        if left < 0:
            break
        written.append(block)
    return [*start, Message("user", "\n\n".join([*written, asked]))] if written else []


def read_verdict(pieces: Iterable[str], question: str, language: str, deciding: Sequence[Sentence]) -> Draft | None:
    """The claim that a verdict makes, begun with "Yes" or "No", and the sentence that it shares most words with as its
    quote; None for "not stated". The document that the question names in brackets is not named again: no clause says
    "(agreement NDA-7)", and the citation does.

    Raises:
        ModelAnswerError: the text is not the JSON that was asked for.
    """
    try:
        value = json.loads("".join(pieces))
        verdict, text = value["answer"], _without_brackets(one_line(value["text"]), question)
        if verdict not in _VERDICTS:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ModelAnswerError("The language model did not answer in the form it was asked for.") from None
    if verdict == "not stated" or not text:
        return None
    wanted = senses(text)
    nearest = max(range(len(deciding)), key=lambda number: len(wanted & senses(_said(deciding[number]))))
    return Draft(
        _begun(text, _BEGINNINGS[verdict][language == "fr"], _COLONS[language == "fr"]),
        deciding[nearest].text,
        nearest + 1,
    )


def verified(
    draft: Draft,
    question: str,
    deciding: Sequence[Sentence],
    found: list[RankedPassage],
    entailment: EntailmentModel | None = None,
) -> list[Proof] | WithheldReason:
    """The proofs of a verdict, or why it is withheld: each of the deciding sentences is held against it, its own first,
    and none may say the contrary. Of those in another language than the verdict one that bears it out is enough: there,
    nothing tells that the others speak of the same."""
    passages = [item.proof.passage for item in deciding]
    order = sorted(range(1, len(deciding) + 1), key=lambda number: number != draft.source)
    outcomes = [
        verify(_without_its_name(draft, question, deciding[number - 1], number), question, passages, found, entailment)
        for number in order
    ]
    language = detect_language(draft.text)
    told = [passages[number - 1].found.language for number in order]
    if (WithheldReason.CONTRADICTED, language) in zip(outcomes, told, strict=True):
        return WithheldReason.CONTRADICTED
    return next((outcome for outcome in outcomes if isinstance(outcome, list)), outcomes[0])


def _without_its_name(draft: Draft, question: str, item: Sentence, number: int) -> Draft:
    """The draft as a claim on a sentence, without the identifiers by which the question names the sentence's document:
    "the agreement (NDA-2024-09)" stands in its title or file name, seldom in its clauses."""
    found = item.proof.passage.found
    text, named = draft.text, f"{found.title}\n{document_name(found)}"
    for value in unproved_values(text, ""):
        if value.kind == "identifier" and not (
            unproved_values(value.text, question) or unproved_values(value.text, named)
        ):
            text = text.replace(value.text, " ")
    return replace(draft, text=text, quote=item.text, source=number)


def _without_brackets(text: str, question: str) -> str:
    """The text without what it says in brackets of identifiers that the question names."""

    def kept(match: re.Match[str]) -> str:
        named = [value.text for value in unproved_values(match[0], "") if value.kind == "identifier"]
        repeats = named and all(not unproved_values(name, question) for name in named)
        return "" if repeats else match[0]

    return _BRACKETS.sub(kept, text)


def _begun(text: str, word: str, colon: str) -> str:
    """The text with its verdict's word before it, where the model left it out."""
    if re.match(rf"{word}\b", text, re.IGNORECASE):
        return text
    return f"{word}{colon} {text}"


def _said(item: Sentence) -> str:
    """The sentence with the words that introduce the list it stands in."""
    before = " ".join(lead_in(item.proof).split())
    return f"{before} {item.text}" if before else item.text
