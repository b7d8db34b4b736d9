"""The prompt: instructions (Markdown files, French and English), numbered passages, the question; counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from rag.answering.giving import Given
from rag.answering.joining import Block, shortened
from rag.errors import RequestError
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


_other_wording: Path | None = None


@contextmanager
def prompts_from(folder: Path | None) -> Iterator[None]:
    """Within this block, in the whole process, a file of ``folder`` is read in place of the prompt of its name, for
    measuring another wording; None changes nothing.

    Raises:
        RequestError: the folder holds no prompt, a file that is none, or one whose worked examples are not in pairs.
    """
    global _other_wording
    if folder is not None:
        _check_prompts(folder)
    before, _other_wording = _other_wording, folder
    preamble.cache_clear()
    try:
        yield
    finally:
        _other_wording = before
        preamble.cache_clear()


def prompt_files() -> dict[str, Path]:
    """The files that prompts are read from, by name."""
    own = resources.files("rag.answering") / "prompts"
    found = {each.name: Path(str(each)) for each in own.iterdir() if each.name.endswith(".md")}
    other = _other_wording.glob("*.md") if _other_wording is not None else ()
    return dict(sorted((found | {path.name: path for path in other}).items()))


def _check_prompts(folder: Path) -> None:
    names, known = sorted(path.name for path in folder.glob("*.md")), prompt_files()
    remedy = f"Copy one of {', '.join(known)} from rag/answering/prompts into it and change its words."
    if not names:
        raise RequestError(f"{folder} holds no prompt.", remedy)
    if unknown := [name for name in names if name not in known]:
        raise RequestError(f"{folder / unknown[0]} is in place of no prompt.", remedy)
    for name in names:
        if len(_parts(folder / name)) % 2 == 0:
            raise RequestError(
                f"{folder / name} ends with a question that has no answer.",
                "Lines of --- part the instructions, then question and answer in turn.",
            )


def _parts(path: Path) -> list[str]:
    return [part.strip() for part in path.read_text(encoding="utf-8").split("\n---\n")]


@cache
def preamble(language: str, task: str = "") -> tuple[Message, ...]:
    """The instructions and worked examples, in French or English (English for other languages).

    ``task`` is how the file's name begins: nothing for answering, ``polar_`` for questions of yes or no,
    ``rewriting_`` for follow-up questions.

    They stand in a Markdown file, parted by lines of ``---``: instructions, then question and answer in turn.
    """
    parts = _parts(prompt_files()[task + ("fr.md" if language == "fr" else "en.md")])
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
