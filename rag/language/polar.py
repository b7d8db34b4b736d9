"""Questions that are answered by yes or no, in French and English: polar questions, as grammar calls them."""

from __future__ import annotations

import re

from rag.language.normalising import fold

_WHICH = r"(?:what|which|who|whom|whose|how|when|where|why)"
_QUEL = r"\b(?:l[ea]s?)?(?:quel(?:le)?s?|combien|comment|pourquoi)\b"
_OPENING = re.compile(
    r"^(?:(?:under|according to|in|for|on|selon|d'apres|dans|pour|aux termes de|au titre de|sur)\b[^,?]{0,120}, )?"
)
_ENGLISH = re.compile(
    r"(?:may|must|can|could|shall|should|will|would|do|does|did|is|are|was|were|has|have|had|am|need)(?:n't)? "
    r"(?:not )?(?:\w|\()"
)
_FRENCH = re.compile(r"(?:est-ce qu|(?:[\w'-]+ ){0,12}?(?:n')?[a-z]{1,20}(?:-t)?-(?:ils?|elles?|on|nous|vous|je|tu)\b)")
_ASKS_ELSE = re.compile(
    rf"{_QUEL}|^(?:(?:a|de|sur|par|pour|avec|depuis|jusqu'a) )?(?:qui|que|qu'|quoi|quand|ou)\b"
    rf"|^(?:can|could|would|will|do)\b[^,?]{{0,40}}\b(?:tell|give|show|say|know|find|list)\b"
    rf"|^(?:peux|peut|pouvez|pourriez|sais|savez)\b[^,?]{{0,40}}\b(?:dire|donner|indiquer|montrer|trouver)\b"
    rf"|\b(?:and|or|say|states?|specify|mention|indicate|set out)(?: (?:for|in|at|by|from|until))? {_WHICH}\b"
)


def is_polar(question: str) -> bool:
    """True for a question that wants a yes or no: "May we sublet?", "Le bail est-il cessible ?"; false in doubt."""
    folded = fold(question).strip()
    start = _OPENING.match(folded)
    asked = folded[start.end() :] if start else folded
    return _ASKS_ELSE.search(asked) is None and bool(_ENGLISH.match(asked) or _FRENCH.match(asked))
