"""A follow-up question written out so that it stands by itself: by rules, else by a model whose words are checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rag.answering.ellipsis import complete, stands_alone
from rag.answering.mentions import mentions
from rag.answering.prompting import estimate_tokens, preamble
from rag.domain.conversation import Turn
from rag.errors import TransientError
from rag.language import UnprovedValue, content_words, find_dates, unproved_values, words
from rag.language.months import MONTHS
from rag.models.language_model import Completion, LanguageModel, Message

WINDOW = 3
"""How many of the last turns a question may refer to."""

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string", "maxLength": 400}},
    "required": ["question"],
}
_CLAIMS = 400
_MARGIN = 64
_OWN_SHARE = 2 / 3
_STEM = 5


def standalone(question: str, turns: Sequence[Turn], model: LanguageModel | None, language: str) -> str:
    """The question as one that can be understood without the conversation; the same where it already can.

    Rules come first. Where they are not sure, ``model`` is asked, if there is one; what it writes counts only if it
    stands by itself and passes :func:`faithful`. Else the rules' guess is taken, and where there is none, the last
    question and this one together. ``turns`` are the conversation so far; a turn whose answer the asker may no longer
    read has none, and then nothing is told to the model.
    """
    window = turns[-WINDOW:]
    if not window or stands_alone(question):
        return question
    titles = [citation.title for turn in window if turn.answer for citation in turn.answer.citations]
    guess = complete(question, [turn.question for turn in window], list(dict.fromkeys(titles)))
    asked = " \n".join([question, *(turn.question for turn in window), *titles])
    if guess is not None and added_values(guess.text, asked):
        # "12" and "March" put side by side are a date that nobody spoke of.
        guess = None
    if guess is not None and guess.sure:
        return guess.text
    if model is not None and all(turn.answer is not None for turn in window):
        written = _asked_of_model(question, window, model, language)
        if written and stands_alone(written) and faithful(written, question, window):
            return written
    return guess.text if guess is not None else f"{window[-1].question} – {question}"


def faithful(written: str, question: str, turns: Sequence[Turn]) -> bool:
    """Whether a rewritten question asks what was asked: it keeps every value and name of the question, holds no value
    and no name that stands neither in it nor in the turns, and takes most of its other words from what was typed."""
    theirs = " \n".join([question, *(turn.question for turn in turns)])
    said = " \n".join([theirs, *(_answered(turn) for turn in turns)])
    if added_values(written, said) or added_values(question, written):
        return False
    if _names(written) - set(words(said)) or _names(question) - set(words(written)):
        return False
    stems = {word[:_STEM] for word in content_words(written) if word not in _names(written)}
    own = {word[:_STEM] for word in content_words(theirs)}
    return bool(stems) and len(stems & own) >= _OWN_SHARE * len(stems)


def added_values(written: str, said: str) -> list[UnprovedValue]:
    """The numbers, dates and identifiers of a text that another does not hold. A month and a year that both stand
    there may be put together: "et en mars ?" after a question about June 2025 asks for March 2025."""
    known = set(words(said))
    months = {MONTHS[word] for word in known if word in MONTHS} | {date.month for date in find_dates(said)}

    def apart(value: UnprovedValue) -> bool:
        dates = find_dates(value.text)
        return bool(dates) and all(
            date.day is None and str(date.year) in known and (date.month is None or date.month in months)
            for date in dates
        )

    return [value for value in unproved_values(written, said) if not (value.kind == "date" and apart(value))]


def borrowed(question: str, asked: str, turns: Sequence[Turn]) -> bool:
    """Whether a question holds words that its asker has never typed, and that so came from documents."""
    typed = {word for text in (asked, *(turn.asked for turn in turns)) for word in words(text)}
    return not set(content_words(question)) <= typed


def _names(text: str) -> set[str]:
    return {word for mention in mentions(text) if mention.kind == "name" for word in content_words(mention.text)}


def _answered(turn: Turn) -> str:
    if turn.answer is None:
        return ""
    named = [f"{citation.title} {citation.filename}" for citation in turn.answer.citations]
    return " \n".join([*(claim.text for claim in turn.answer.claims), *named])


def _asked_of_model(question: str, turns: Sequence[Turn], model: LanguageModel, language: str) -> str | None:
    messages = _prompt(question, turns, model.prompt_budget, language)
    try:
        written = json.loads("".join(model.stream(messages, _SCHEMA, Completion())))
    except (TransientError, ValueError, RecursionError):
        return None
    text = written.get("question") if isinstance(written, dict) else None
    return " ".join(text.split()) if isinstance(text, str) and text.isprintable() else None


def _prompt(question: str, turns: Sequence[Turn], budget: int, language: str) -> list[Message]:
    """Instructions, the turns that fit, the oldest left out first, and the question."""
    start = preamble(language, "rewriting_")
    french = language == "fr"
    last = f"Dernière question : {question}" if french else f"Last question: {question}"
    left = budget - _MARGIN - estimate_tokens(last) - sum(estimate_tokens(message.content) for message in start)
    blocks: list[str] = []
    for turn in reversed(turns):
        claims = " ".join(claim.text for claim in turn.answer.claims)[:_CLAIMS] if turn.answer else ""
        lines = ("Question : ", "Réponse : ") if french else ("Question: ", "Answer: ")
        block = f"<turn>\n{lines[0]}{_line(turn.question)}\n{lines[1]}{_line(claims)}\n</turn>"
        left -= estimate_tokens(block)
        if left < 0:
            break
        blocks.insert(0, block)
    return [*start, Message("user", "\n\n".join([*blocks, last]))]


def _line(text: str) -> str:
    """On one line, and without marks that would end or open a turn."""
    return " ".join(text.split()).replace("<", "‹")
