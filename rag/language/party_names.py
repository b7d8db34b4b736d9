"""Names of companies and persons, compared through accents, capitals, points and legal forms."""

from __future__ import annotations

import re

from rag.language.normalising import content_words
from rag.language.terms import LEGAL_FORMS

_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")


def name_words(text: str) -> list[str]:
    """The folded words of a text in order; ``S.A.R.L.`` is one word."""
    return content_words(_DOTTED.sub("", text))


def folded_name(name: str) -> str:
    """A party's name as it is compared: its words without legal forms ("Sté", "S.A.R.L.", "Inc."), all of them where
    nothing else is said ("SPA" may be a name); "" where there is no word in it."""
    found = name_words(name)
    return " ".join([word for word in found if word not in LEGAL_FORMS] or found)
