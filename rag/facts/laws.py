"""The laws that contracts are under, by the words that name them in a question and in a contract, folded."""

from __future__ import annotations

import re

from rag.language.normalising import fold

_LAWS: dict[str, str] = {
    "french": r"francais\w*|french|france",
    "english": r"anglais\w*|english|england",
    "scottish": r"ecossais\w*|scots|scottish|scotland",
    "irish": r"irlandais\w*|irish|ireland",
    "german": r"allemand\w*|german|germany|deutsch\w*",
    "austrian": r"autrichien\w*|austrian?|osterreich\w*",
    "belgian": r"belges?|belgian|belgium",
    "dutch": r"neerlandais\w*|dutch|netherlands",
    "luxembourg": r"luxembourgeois\w*|luxembourg",
    "swiss": r"suisses?|swiss|switzerland|schweiz\w*",
    "italian": r"italien\w*|italian|italy",
    "spanish": r"espagnol\w*|spanish|spain",
    "portuguese": r"portugais\w*|portuguese|portugal",
    "new york": r"new[ -]yorkais\w*|new york",
    "delaware": r"delaware",
    "california": r"californien\w*|california",
    "texas": r"texan\w*|texas",
}
LAWS = tuple(_LAWS)
"""The laws that a plan may narrow to."""
ANY_LAW = "|".join(_LAWS.values())
"""Folded words for any of them, alternatives of a regular expression."""


def law_named(words: str) -> str | None:
    """The one law that words name; None where they name none that is known, or two."""
    folded = fold(words)
    named = [law for law, pattern in _LAWS.items() if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", folded)]
    return named[0] if len(named) == 1 else None
