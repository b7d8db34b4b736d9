"""What both grammars, of invoices and of contracts, read alike: parties, the period, and what is left unread."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from rag.domain.plan import PartyChoice, Period
from rag.facts.grammar.marking import Marked
from rag.facts.grammar.naming import Mention, name_words
from rag.facts.grammar.phrases import phrase
from rag.facts.grammar.small_words import FILLERS, POLITE
from rag.facts.grammar.trades import TRADE_WORDS
from rag.facts.parties import KnownParty
from rag.language import LEGAL_FORMS

_TWO_PERIODS = re.compile(r"(?<!\S)@t(?P<first>\d+) (?:et|and|a|to) (?:en |au |du |de |in )?@t(?P<second>\d+)(?!\S)")
_PERIOD = re.compile(
    r"(?<!\S)(?:(?:en|au|aux|sur|les|pour|de|du|d|dans|in|for|during|of|on|over|pendant|durant|cours) )*"
    r"(?:(?:le |du )?mois (?:de |d )|(?:l )?(?:annee|exercice) |(?:the )?(?:month of |(?:financial |calendar )?year "
    r"|calendar )|annee civile )?"
    r"@t(?P<period>\d+)(?!\S)"
)
_AND = re.compile(r"(?<!\S)@p\d+(?P<between> (?:et|and|ou|or|plus)(?: (?:a|chez|de|to|from|with|by|par))? )@p\d+(?!\S)")
_PARTY = re.compile(r"(?<!\S)@p(?P<party>\d+)(?!\S)")
_CALLED = phrase("(?:la |l |les |the )?(?:societe|soc|entreprise|company|firm|compagnie|etablissements|ets|ste)(?= @p)")
_NAME_AFTER = frozenset(
    """
    a chez de d par avec to from with by of fournisseur supplier client customer vendor societe company pour for
    aupres factures facture invoices
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two or more known parties fit a name equally well (or one fits it badly): the asker chooses.

    ``asked`` is the name as the question has it.
    """

    asked: str
    choices: tuple[str, ...]


class NotAPlan(Exception):
    """A question that no plan expresses."""


def take_period(marked: Marked) -> Period | None:
    """The one period of a question; two that touch are one ("2023 et 2024").

    Raises:
        NotAPlan: two periods that do not touch.
    """
    if match := marked.take(_TWO_PERIODS):
        first, second = (marked.periods[int(match[name])] for name in ("first", "second"))
        if first.end is None or second.start is None or second.start - first.end != timedelta(days=1):
            raise NotAPlan
        spoken = " + ".join(part.words for part in (first, second) if part.words)
        found: Period | None = Period(start=first.start, end=second.end, words=spoken or None)
    elif match := marked.take(_PERIOD):
        found = marked.periods[int(match["period"])]
    else:
        found = None
    if _PERIOD.search(marked.text):
        raise NotAPlan
    return found


def take_parties(marked: Marked) -> list[Mention]:
    """The parties that a question is narrowed to: alternatives where it names several with "and" or "or".

    Raises:
        NotAPlan: several parties, and no word says how they belong together.
    """
    while marked.take(_CALLED):
        pass
    joins = 0
    while match := _AND.search(marked.text):
        joins += 1
        # Both stay named; the word between them is read.
        start, end = match.span("between")
        marked.text = f"{marked.text[:start]} {marked.text[end:]}"
    mentions: list[Mention] = []
    while match := marked.take(_PARTY):
        mentions.append(marked.mentions[int(match["party"])])
    if len(mentions) > joins + 1:
        raise NotAPlan
    return mentions


def choose(mentions: Sequence[Mention], role: str) -> tuple[PartyChoice, ...] | Ambiguous:
    """Parties in a role (``sellers`` or ``buyers``), known or not; or the question back to the asker."""
    chosen: list[PartyChoice] = []
    for mention in mentions:
        fitting: tuple[KnownParty, ...] = mention.sellers if role == "sellers" else mention.buyers
        if len(fitting) > 1 or (fitting and not mention.sure):
            return Ambiguous(mention.asked, tuple(party.name for party in fitting))
        if fitting:
            chosen.append(PartyChoice(asked=mention.asked, name=fitting[0].name, keys=tuple(fitting[0].keys)))
        else:
            chosen.append(PartyChoice(asked=mention.asked))
    return tuple(chosen)


def unknown_name(marked: Marked, mentions: Sequence[Mention], also: Set[str] = frozenset()) -> str | None:
    """The name of a party that nobody knows, where all that is left of a question is one; None where nothing is left
    but words that change nothing, and those of ``also``.

    Raises:
        NotAPlan: something else is left.
    """
    while marked.take(POLITE):
        pass
    own = _own_words(mentions)
    row = [word for word in marked.text.split() if word not in also and word not in own]
    left = [word for word in row if word not in FILLERS]
    if not left:
        return None
    places = [index for index, word in enumerate(row) if word not in FILLERS]
    first, last = places[0], places[-1]
    names = [
        word
        for word in row[first : last + 1]
        if word not in ("de", "du", "et", "des", "la", "le", "and", "of", "the", "d", "l")
    ]
    if names != left or len(left) > 5 or mentions:
        raise NotAPlan
    before = row[first - 1] if first else ""
    if before not in _NAME_AFTER and left[0] not in LEGAL_FORMS:
        raise NotAPlan
    if not all(_written_as_name(marked, word) for word in left):
        raise NotAPlan
    return " ".join(marked.originals.get(word, word) for word in row[first : last + 1])


def _own_words(mentions: Sequence[Mention]) -> Set[str]:
    """The words of the one party that is named: said apart from its name they say what it does ("les dépenses de
    télécoms chez Armor", which is Télécoms Armor SA)."""
    parties = {party.name for mention in mentions for party in (*mention.sellers, *mention.buyers)}
    return frozenset(name_words(next(iter(parties)))[0]) if len(parties) == 1 else frozenset()


def _written_as_name(marked: Marked, word: str) -> bool:
    if word in LEGAL_FORMS:
        return True
    written = marked.originals.get(word, "")
    return written[:1].isupper() and word.isalpha() and word not in TRADE_WORDS
