"""The prompt: instructions (Markdown files, French and English), numbered passages, the question; counted."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from rag.models.language_model import Message
from rag.retrieval.search import RankedPassage

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

_CHARS_PER_TOKEN = 2.6
_MARGIN = 64


@cache
def instructions(language: str) -> str:
    """The instructions in French or English (English for other languages)."""
    name = "fr.md" if language == "fr" else "en.md"
    return (resources.files("rag.answering") / "prompts" / name).read_text(encoding="utf-8")


def estimate_tokens(text: str) -> int:
    """A safe estimate of a text's tokens: French contracts measured 2.9 to 3.6 characters a token with Qwen2.5."""
    return int(len(text) / _CHARS_PER_TOKEN) + 1


def build(
    question: str, language: str, passages: list[RankedPassage], budget: int
) -> tuple[list[Message], list[RankedPassage]]:
    """The messages, and the passages that fitted in a budget of ``budget`` tokens, in their order.

    The instructions come first and never change, so that a server's cache of the prompt can be used again.
    """
    system = instructions(language)
    left = budget - _MARGIN - estimate_tokens(system) - estimate_tokens(question)
    used: list[RankedPassage] = []
    blocks: list[str] = []
    for passage in passages:
        block = _block(len(used) + 1, passage)
        cost = estimate_tokens(block)
        if cost > left:
            break
        left -= cost
        used.append(passage)
        blocks.append(block)
    label = "Question" if language != "fr" else "Question posée"
    user = "\n\n".join([*blocks, f"{label} : {question}" if language == "fr" else f"{label}: {question}"])
    return [Message("system", system), Message("user", user)], used


def _block(number: int, ranked: RankedPassage) -> str:
    found = ranked.found
    place = " > ".join([found.title, *found.passage.headings[-2:]])
    # A document that writes the closing mark itself must not end its own block.
    text = found.passage.text.replace("</passage", "</ passage")
    return f'<passage id="{number}" document="{_attribute(place)}" file="{_attribute(found.filename)}">\n{text}\n</passage>'


def _attribute(text: str) -> str:
    return text.replace('"', "'").replace("<", "‹").replace(">", "›").replace("\n", " ")
