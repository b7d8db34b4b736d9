"""Every word the page shows, in French and in English: a module a view, each with the dictionaries FR and EN."""

from __future__ import annotations

from typing import Literal

from webui.texts import asking, codes, deadlines, documents, facts, frame, invoices

Language = Literal["fr", "en"]

_VIEWS = (frame, asking, facts, invoices, deadlines, documents, codes)
FR: dict[str, str] = {key: text for view in _VIEWS for key, text in view.FR.items()}
EN: dict[str, str] = {key: text for view in _VIEWS for key, text in view.EN.items()}
_ALL: dict[Language, dict[str, str]] = {"fr": FR, "en": EN}


def say(language: Language, key: str, **values: object) -> str:
    """The text ``key``, with ``values`` put in."""
    text = _ALL[language][key]
    return text.format(**values) if values else text


def say_code(language: Language, code: str | None) -> str:
    """What an error's or document's code means and what to do; an unknown code reads as a general error."""
    return _ALL[language].get(f"code.{code}", _ALL[language]["code.error"])
