"""Markdown that holds words of others."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKDOWN = re.compile(r"([\\`*_\[\]|#~])")
_MOST_SHOWN = 300


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; cells are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain(text: str) -> str:
    """Text of documents and models as plain words in Markdown: one line, no markup, not endless."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if len(line) > _MOST_SHOWN:
        line = line[: _MOST_SHOWN - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
