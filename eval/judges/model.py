"""The judge by language model: asked for a verdict and its reason, as JSON under a schema. It comes after the rules.

Its prompt is a pair of Markdown files, French and English, with the version in their names; :func:`prompt_digest` tells
two prompts apart. What such a judge says is worth as much as its calibration (:mod:`eval.judges.calibration`): it must
be measured on answers whose verdict is known, with this prompt and this model.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.judges.rules import Judged
from eval.suites.labelled import Labelled, Verdict
from rag.answering.prompting import MARGIN, estimate_tokens
from rag.errors import ModelAnswerError
from rag.models.language_model import Completion, LanguageModel, Message

VERSION = "v1"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reason": {"type": "string", "maxLength": 300},
        "verdict": {"type": "string", "enum": ["correct", "incorrect", "refused"]},
    },
    "required": ["reason", "verdict"],
}
"""What the model may write. The reason comes first, so that the verdict follows from it."""

_PROMPTS = Path(__file__).parent / "prompts"
_MARK = re.compile(r"<(?=\s*/?\s*(?:passage|question|expected|answer))", re.IGNORECASE)
_VERDICTS: dict[str, Verdict] = {"correct": "supported", "incorrect": "hallucinated", "refused": "refusal"}
_LABELS = {
    "fr": ("Question :", "Attendu :", "Réponse à vérifier :"),
    "en": ("Question:", "Expected:", "Answer to check:"),
}
_LEAST_PASSAGE = 200
"""Characters below which a passage is left out rather than cut."""
_CHARS_PER_TOKEN = 2
"""As :func:`rag.answering.prompting.estimate_tokens` counts."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="ignore")

    reason: str
    verdict: Literal["correct", "incorrect", "refused"]


def judge_by_model(answer: Labelled, model: LanguageModel) -> Judged:
    """The verdict of a model on an answer; its label is not looked at. None where the model writes nothing usable.

    Raises:
        ModelUnreachableError: the model's server is away or too slow.
        ModelBusyError: other questions kept it busy for too long.
    """
    messages = judging_messages(answer, model.prompt_budget)
    try:
        text = "".join(model.stream(messages, SCHEMA, Completion()))
        written = _Written.model_validate_json(text)
    except ModelAnswerError as error:
        return Judged(None, error.detail)
    except ValidationError:
        return Judged(None, "The language model wrote no verdict.")
    return Judged(_VERDICTS[written.verdict], written.reason)


def judging_messages(answer: Labelled, budget: int) -> list[Message]:
    """Instructions, worked examples, and the answer with its passages, cut so that all fits in ``budget`` tokens."""
    start = _preamble(answer.language)
    asked, expected, checked = _LABELS[answer.language]
    lines = [f"{asked} <question>{_data(answer.question)}</question>"]
    if answer.accept:
        lines.append(f"{expected} <expected>{_data('; '.join(answer.accept))}</expected>")
    lines.append(f"{checked} <answer>{_data(answer.answer)}</answer>")
    rest = "\n\n".join(lines)
    left = budget - MARGIN - sum(estimate_tokens(message.content) for message in start) - estimate_tokens(rest)
    passages = []
    for number, passage in enumerate(answer.passages, 1):
        opening, closing = f'<passage id="{number}">\n', "\n</passage>"
        room = _CHARS_PER_TOKEN * (left - estimate_tokens(opening + closing))
        if room < min(_LEAST_PASSAGE, len(passage)):
            break
        passages.append(f"{opening}{_data(passage)[:room]}{closing}")
        left -= estimate_tokens(passages[-1])
    return [*start, Message("user", "\n\n".join([*passages, rest]))]


def prompt_digest() -> str:
    """SHA-256 over the prompt's files in both languages, in hexadecimal."""
    digest = hashlib.sha256()
    for language in sorted(_LABELS):
        digest.update(_file(language).read_bytes())
    return digest.hexdigest()


def _file(language: str) -> Path:
    return _PROMPTS / f"verdict_{VERSION}_{language}.md"


@cache
def _preamble(language: str) -> tuple[Message, ...]:
    """The instructions, then data and verdict in turn, as the file has them between lines of ``---``."""
    parts = [part.strip() for part in _file(language).read_text(encoding="utf-8").split("\n---\n")]
    roles = ["system", *["user", "assistant"] * (len(parts) // 2)]
    return tuple(Message(role, part) for role, part in zip(roles, parts, strict=True))


def _data(text: str) -> str:
    """Untrusted text that can neither end its own block nor open another."""
    return _MARK.sub("‹", text)
