"""Untrusted text on the page: questions, documents and models' answers are shown as the characters they are.

Two ways, by where the text goes: ``as_html`` for what is shown by ``st.html`` (all running text), ``as_label`` for
labels of buttons and expanders, which Streamlit always reads as Markdown.
"""

from __future__ import annotations

import html
import re

_WORD_JOINER = "\u2060"
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit turns these into links, icons and arrows after it has read the Markdown, so that a backslash does not
# stop it: a word joiner (no width, no line break) must stand between their characters.
_LATE = re.compile(r"(:|@|https?(?=:)|www(?=\.)|[<>~-](?=[-=>]))", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""All but those that keep an amount on one line."""
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    """``text`` without control characters and without those that reorder or hide what is read."""
    return _INVISIBLE.sub("", text)


def as_html(text: str) -> str:
    """``text`` for an HTML body or a quoted attribute: no tag, no entity of its own."""
    return html.escape(visible(text), quote=True)


def as_label(text: str, limit: int = 120) -> str:
    """``text`` for a Markdown label, on one line and of at most ``limit`` characters: nothing in it is rendered."""
    line = _SPACES.sub(" ", visible(text)).strip()
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _MARKDOWN.sub(r"\\\1", _LATE.sub(rf"\1{_WORD_JOINER}", line))
