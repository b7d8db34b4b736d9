"""The prompt: instructions (Markdown files, French and English), numbered passages, the question; counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from rag.answering.giving import Given
from rag.answering.joining import Block, shortened
from rag.language import fold
from rag.models.language_model import Message
from rag.store.catalogue import FoundPassage

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "maxItems": 4,
            "items": {
                "type": "object",
                "properties": {
                    "source": {"type": "integer"},
                    "quote": {"type": "string"},
                    "text": {"type": "string"},
                },
                "required": ["source", "quote", "text"],
            },
        }
    },
    "required": ["claims"],
}
"""What the model may write. The quote comes before the sentence: small models then stay closer to it."""

_CHARS_PER_TOKEN = 2.0
_MARK = re.compile(r"<(?=\s*/?\s*passage)", re.IGNORECASE)
MARGIN = 64


@cache
def preamble(language: str, task: str = "") -> tuple[Message, ...]:
    """The instructions and worked examples, in French or English (English for other languages).

    ``task`` is how the file's name begins: nothing for answering, ``polar_`` for questions of yes or no,
    ``rewriting_`` for follow-up questions.

    They stand in a Markdown file, parted by lines of ``---``: instructions, then question and answer in turn.
    """
    name = task + ("fr.md" if language == "fr" else "en.md")
    text = (resources.files("rag.answering") / "prompts" / name).read_text(encoding="utf-8")
    parts = [part.strip() for part in text.split("\n---\n")]
    roles = ["system", *["user", "assistant"] * (len(parts) // 2)]
    return tuple(Message(role, part) for role, part in zip(roles, parts, strict=True))


def estimate_tokens(text: str) -> int:
    """A safe estimate of a text's tokens: with Qwen2.5, contracts have about 3.3 characters a token, invoices 2.3."""
    return int(len(text) / _CHARS_PER_TOKEN) + 1


def build(question: str, language: str, given: Sequence[Given], budget: int) -> tuple[list[Message], list[Block]]:
    """The messages, and what fitted in a budget of ``budget`` tokens, in order: each block is numbered as one passage.

    The preamble comes first and never changes, so that a server's cache of the prompt can be used again.
    """
    start = preamble(language)
    left = budget - MARGIN - sum(estimate_tokens(message.content) for message in start) - estimate_tokens(question)
    used: list[Block] = []
    written: list[str] = []
    for each in given:
        block = each.block
        while block and estimate_tokens(_written(len(used) + 1, block, each.words)) > left:
            block = shortened(block)
        if not block:
            break
        used.append(block)
        written.append(_written(len(used), block, each.words))
        left -= estimate_tokens(written[-1])
    asked = f"Question : {question}" if language == "fr" else f"Question: {question}"
    return [*start, Message("user", "\n\n".join([*written, asked]))], used


def _written(number: int, block: Block, words: str | None) -> str:
    found = block[0].found
    # Headings stand in the attribute alone: a small model asked for a quote copies the first line it sees.
    known = {fold(heading) for heading in found.passage.headings}
    texts = [part.found.passage.text for part in block] if words is None else [words]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return marked(number, found, "\n".join(line for line in lines if line and fold(line) not in known))


def marked(number: int, found: FoundPassage, text: str) -> str:
    """Words of a passage as the model is given them: numbered, with where they stand, and apart from instructions."""
    place = " > ".join(dict.fromkeys([found.title, *found.passage.headings[-2:]]))
    # A document that writes the marks itself must neither end its own block nor open another.
    text = _MARK.sub("‹", text)
    attributes = f'id="{number}" document="{_attribute(place)}" file="{_attribute(found.filename)}"'
    return f"<passage {attributes}>\n{text}\n</passage>"


def _attribute(text: str) -> str:
    return text.replace('"', "'").replace("<", "‹").replace(">", "›").replace("\n", " ")
