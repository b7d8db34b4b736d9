"""Reads what a question sets beside each other: two periods, two parties, a part and its whole, several amounts."""

from __future__ import annotations

import re
from datetime import date

from rag.domain.plan import Amount, Period, have_days_in_common, whole_months
from rag.facts.grammar import comparison_phrases
from rag.facts.grammar.asked import NotAPlan
from rag.facts.grammar.filters import GROSS, NET
from rag.facts.grammar.marking import Marked

_TWO_TIMES = re.compile(
    r"(?<!\S)(?:(?:en|au|in|for|of|de|du|sur|pour|le|la|l|the) )*@t(?P<first>\d+) "
    r"(?P<join>vs|versus|contre|against|et|and|a|to|with|avec|over|ou|or|(?:compared|comparee?s?|par rapport"
    r"|face) (?:to|with|a|au|aux)|compared)"
    r"(?: (?:en|au|in|for|of|de|du|a|celui|celle|ceux|celles|that|those|le|la|l|the))* ?@t(?P<second>\d+)(?!\S)"
)
_TWO_PARTIES = re.compile(
    r"(?<!\S)@p\d+ (?P<join>vs|versus|contre|against|et|and|with|avec|ou|or|par rapport a|compared (?:to|with)) "
    r"(?:(?:chez|de|with|a|to|from|celles?|ceux|celui) )*@p\d+(?!\S)"
)
_PART_OF = re.compile(
    r" ?(?:(?:chez|with|de|du|of|la|le|l|the) )*@p\d+(?: (?:et|and) @p\d+)*(?= (?:dans|in|sur|of|du|en|@t)|$)"
)
_VERB = (
    r"(?:represente(?:nt)?|pese(?:nt)?|constitue(?:nt)?|compte(?:nt)? pour|account(?:s|ed)? for|make(?:s)? up|made up)"
)
_GOES_TO = re.compile(
    rf"(?<!\S)(?:{_VERB}|va|vont|revient|reviennent|allee?s?|went|go|goes|gone|comes?|came|spent|is|are|was|were|est|sont)"
    r"(?: (?:t il|t elle|il|elle|a|chez|to|with|from|la|le|l|les|the|societe))* @p"
)
_MAKES_UP = re.compile(rf"@p\d+(?: \S+)? {_VERB}(?!\S)")
_BETWEEN_AMOUNTS = re.compile(r"(?:\s+(?:et|and|plus|ou|or|puis|then|le|la|les|the|en|montants?|total|dont))*\s*")
_PLAINLY = (
    "vs",
    "versus",
    "contre",
    "against",
    "over",
    "face",
    "par",
    "compare",
    "comparee",
    "compares",
    "comparees",
    "compared",
)


def take_two_times(marked: Marked, asked: bool) -> tuple[Period, Period] | None:
    """The two periods that a question sets beside each other, the earlier first; ``asked`` says that a word before did
    ("compare 2023 et 2024"), else the word between them must.

    Raises:
        NotAPlan: they are of two lengths, or have days in common.
    """
    match = _TWO_TIMES.search(marked.text)
    if match is None or (not asked and match["join"].split()[0] not in _PLAINLY):
        return None
    first, second = (marked.periods[int(match[name])] for name in ("first", "second"))
    marked.take(_TWO_TIMES)
    if not alike(first, second):
        raise NotAPlan
    return (first, second) if (first.start or date.min) < (second.start or date.min) else (second, first)


def has_two_parties(marked: Marked) -> bool:
    """Whether two parties stand side by side."""
    return _TWO_PARTIES.search(marked.text) is not None


def take_two_parties(marked: Marked, asked: bool) -> bool:
    """Whether two parties are set beside each other; they stay in the text, joined."""
    match = _TWO_PARTIES.search(marked.text)
    if match is None or (not asked and match["join"].split()[0] not in _PLAINLY):
        return False
    start, end = match.span("join")
    marked.text = f"{marked.text[:start]}et{marked.text[end:]}"
    return True


def alike(one: Period, other: Period) -> bool:
    """Whether two periods are as many whole months and have none in common."""
    months = whole_months(one)
    return months is not None and months == whole_months(other) and not have_days_in_common(one, other)


def take_more(marked: Marked) -> None:
    """Uses up "more" or "less" of two periods."""
    marked.take(comparison_phrases.MORE)


def take_shares(marked: Marked) -> bool:
    """Whether a part of a whole is asked for; its words are used up.

    Raises:
        NotAPlan: a party is named, and it is not its part in all that is asked for: "what share of Kessler's invoices
            was issued in March" is one of Kessler's own.
    """
    share = comparison_phrases.SHARE.search(marked.text)
    if share is None:
        return False
    before, behind = marked.text[: share.start()], marked.text[share.end() :]
    if "@p" in marked.text and not (_PART_OF.match(behind) or _GOES_TO.search(behind) or _MAKES_UP.search(before)):
        raise NotAPlan
    marked.take(comparison_phrases.SHARE)
    while marked.take(comparison_phrases.SHARE) or marked.take(comparison_phrases.SHARED):
        pass
    return True


def take_amounts(marked: Marked) -> tuple[Amount, ...]:
    """Two or three amounts that stand together ("HT, TVA et TTC"), in this order; none where there is one at most."""
    kinds = ((Amount.NET, NET), (Amount.GROSS, GROSS), (Amount.VAT, comparison_phrases.VAT_WORD))
    for start in sorted(match.start() for _, pattern in kinds for match in pattern.finditer(marked.text)):
        found: list[Amount] = []
        at = begin = start
        while True:
            step = next(
                (
                    (amount, match.end())
                    for amount, pattern in kinds
                    if amount not in found and (match := pattern.match(marked.text, at))
                ),
                None,
            )
            if step is None:
                break
            found.append(step[0])
            end = step[1]
            between = _BETWEEN_AMOUNTS.match(marked.text, end)
            at = between.end() if between else end
        if len(found) > 1:
            marked.text = " ".join(f"{marked.text[:begin]} {marked.text[end:]}".split())
            return tuple(found)
    return ()
