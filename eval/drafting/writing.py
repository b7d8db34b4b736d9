"""A model drafts questions from a passage; what it writes counts only where code finds it in the passage."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.drafting.drafts import Draft, draft_id, exact_words, faults
from eval.drafting.material import Extract, Material
from eval.suites.suite import Gold
from rag.answering.prompting import MARGIN, estimate_tokens
from rag.language import content_words, detect_language
from rag.models.language_model import Completion, LanguageModel, Message

_QUESTIONS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "questions": {
            "type": "array",
            "maxItems": 2,
            "items": {
                "type": "object",
                "properties": {
                    "quote": {"type": "string"},
                    "question": {"type": "string", "maxLength": 300},
                    "answer": {"type": "string", "maxLength": 400},
                    "values": {"type": "array", "maxItems": 3, "items": {"type": "string"}},
                },
                "required": ["quote", "question", "answer", "values"],
            },
        }
    },
    "required": ["questions"],
}
_QUESTION: dict[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string", "maxLength": 300}},
    "required": ["question"],
}
_MARK = re.compile(r"<(?=\s*/?\s*passage)", re.IGNORECASE)


class _Value(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Written(_Value):
    quote: str
    question: str
    answer: str
    values: list[str]


class _Questions(_Value):
    questions: list[_Written]


class _Unanswerable(_Value):
    question: str


def write_drafts(
    extract: Extract, material: Material, model: LanguageModel, answerable: bool
) -> tuple[list[Draft], list[str]]:
    """What a model drafts from a passage, and why the rest of what it wrote was dropped, in sentences.

    Raises:
        ModelUnreachableError, ModelBusyError, ModelAnswerError: as :meth:`rag.models.LanguageModel.stream`.
    """
    schema = _QUESTIONS if answerable else _QUESTION
    messages = prompt(extract, model.prompt_budget, answerable)
    text = "".join(model.stream(messages, schema, Completion()))
    try:
        value = json.loads(text)
        if answerable:
            written = [_answerable(extract, one) for one in _Questions.model_validate(value).questions]
        else:
            asked = _Unanswerable.model_validate(value).question
            written = [_unanswerable(extract, material, asked)] if asked.strip() else []
    except (ValueError, ValidationError, RecursionError):
        return [], ["What the model wrote is not of the form that was asked for."]
    drafts, dropped = [], []
    for draft in written:
        found = faults(draft, material) + _faults_of_a_model(draft, extract, material)
        dropped += found[:1]
        drafts += [] if found else [draft]
    return drafts, dropped


def prompt(extract: Extract, budget: int, answerable: bool) -> list[Message]:
    """The messages: instructions with an example, and the passage, cut to what a budget of tokens leaves."""
    found = extract.found
    start = list(_preamble(("" if answerable else "unanswerable_") + ("fr" if found.language == "fr" else "en")))
    place = " › ".join(dict.fromkeys([found.title, *found.passage.headings[-2:]]))
    head = f'<passage document="{_attribute(place)}" file="{_attribute(found.filename)}">'
    left = budget - MARGIN - estimate_tokens(head) - sum(estimate_tokens(message.content) for message in start)
    # estimate_tokens counts at most so many characters a token
    text = _MARK.sub("‹", found.passage.text[: max(0, 2 * left)])
    return [*start, Message("user", f"{head}\n{text}\n</passage>")]


@cache
def _preamble(name: str) -> tuple[Message, ...]:
    text = (resources.files("eval.drafting") / "prompts" / f"{name}.md").read_text(encoding="utf-8")
    parts = [part.strip() for part in text.split("\n---\n")]
    return tuple(Message(role, part) for role, part in zip(("system", "user", "assistant"), parts, strict=True))


def _attribute(text: str) -> str:
    return text.replace('"', "'").replace("<", "‹").replace(">", "›").replace("\n", " ")


def _answerable(extract: Extract, written: _Written) -> Draft:
    passage = extract.found.passage
    quote = exact_words(written.quote, passage.text)
    start = passage.text.find(quote) if quote else 0
    gold = (
        [Gold(file=extract.found.filename, page=passage.page_at(start), quote=" ".join(quote.split()))] if quote else []
    )
    return Draft(
        id=draft_id("model", extract.key, written.question),
        origin="model",
        language=_language(extract),
        question=" ".join(written.question.split()),
        answer=" ".join(written.answer.split()),
        accept=[" ".join(value.split()) for value in written.values if value.strip()],
        gold=gold,
        tags=["drafted", extract.kind],
        shown=passage.text,
    )


def _unanswerable(extract: Extract, material: Material, question: str) -> Draft:
    near = [f"{one.found.filename}: {one.found.passage.text}" for one in material.nearest(question)]
    return Draft(
        id=draft_id("model", extract.key, question),
        origin="model",
        language=_language(extract),
        question=" ".join(question.split()),
        answerable=False,
        tags=["drafted", "unanswerable", extract.kind],
        shown="\n\n".join(near),
    )


def _language(extract: Extract) -> Any:
    return "fr" if extract.found.language == "fr" else "en"


def _faults_of_a_model(draft: Draft, extract: Extract, material: Material) -> list[str]:
    """What nobody needs to be told of a person's draft."""
    found = []
    if detect_language(draft.question) != draft.language:
        found.append("The question is not in the passage's language.")
    if not draft.question.isprintable() or not draft.answer.isprintable():
        found.append("The question or answer holds characters that are not printed.")
    if not draft.answerable and (holder := _holder_of_every_word(draft.question, extract, material)) is not None:
        found.append(f"A passage of {holder.found.filename} holds every word of the question: it may well be answered.")
    return found


def _holder_of_every_word(question: str, extract: Extract, material: Material) -> Extract | None:
    """The passage of the document that holds every content word of a question but those that name the document."""
    found = extract.found
    names = set(content_words(f"{found.title} {found.filename.replace('_', ' ').replace('-', ' ')}"))
    asked = set(content_words(question)) - names
    if not asked:
        return None
    of_document = (one for one in material.extracts if one.found.filename == found.filename)
    return next((one for one in of_document if asked <= set(content_words(one.found.passage.text))), None)
