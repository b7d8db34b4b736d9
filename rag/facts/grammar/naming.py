"""Which known parties a question names: through legal forms, abbreviations, initials and typing errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from rag.facts.grammar.trades import TRADE_WORDS
from rag.facts.grammar.vocabulary import VOCABULARY
from rag.facts.parties import KnownParty
from rag.language import LEGAL_FORMS, STOPWORDS, words

_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_CONNECTORS = frozenset("et de du des la le les l d and of the a au aux en s".split())  # noqa: SIM905
_INITIALS = range(2, 6)
_COMMON = VOCABULARY | TRADE_WORDS | STOPWORDS
_SHORT_WORD = 5
_LONG = 9
EXACT, SHORT, TYPO, UNSURE = 3, 2, 1, 0

Token = tuple[str, int, int]
"""A folded word and its place in the question."""


@dataclass(frozen=True, slots=True)
class Names:
    """The parties that the store knows, by what they are on invoices."""

    sellers: tuple[KnownParty, ...]
    buyers: tuple[KnownParty, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A party that a question names at ``[start, end)``, and the known ones that fit best, as seller and as buyer.

    ``sure`` is false where a letter is another one than in the name: "Dupond" may be Dupont or somebody else.
    """

    asked: str
    start: int
    end: int
    sellers: tuple[KnownParty, ...]
    buyers: tuple[KnownParty, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a run of words fits a name: how many words, the worst of them, whether nothing of the name is missing."""

    first: int
    last: int
    count: int
    worst: int
    whole: bool
    form: bool
    party: KnownParty

    @property
    def rank(self) -> tuple[int, int, bool, bool]:
        return self.count, self.worst, self.whole, self.form


_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints"}


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """A name's words without legal form and small words (all where nothing else is left), and its legal forms."""
    every = words(_DOTTED.sub("", name))
    kept = tuple(word for word in every if word not in LEGAL_FORMS and word not in _CONNECTORS)
    return kept or tuple(every), frozenset(every) & LEGAL_FORMS


def find_mentions(text: str, tokens: Sequence[Token], names: Names) -> list[Mention]:
    """The parties named in a question, in order, no two overlapping; the longest names first.

    ``tokens`` are its words less those of periods and numbers.
    """
    # A gap that is more than a space, hyphen or dot parts two names.
    fits_of = {
        role: _fits(text, tokens, parties) for role, parties in (("sellers", names.sellers), ("buyers", names.buyers))
    }
    windows = sorted(
        {(fit.first, fit.last, fit.count) for fits in fits_of.values() for fit in fits},
        key=lambda w: (-w[2], w[0], w[1]),
    )
    mentions: list[Mention] = []
    for first, last, _ in windows:
        start, end = tokens[first][1], tokens[last][2]
        if any(start < other.end and other.start < end for other in mentions):
            continue
        best = {
            role: _best([fit for fit in fits if (fit.first, fit.last) == (first, last)])
            for role, fits in fits_of.items()
        }
        top = max(fit.rank for fits in best.values() for fit in fits)
        # What fits worse in one part than a name in the other is not meant: an exact seller, a misspelt buyer.
        kept = {role: [fit for fit in fits if fit.rank[1] == top[1]] for role, fits in best.items()}
        sure = all(fit.worst > UNSURE for fits in kept.values() for fit in fits)
        start, end = _with_legal_forms(tokens, first, last)
        mentions.append(Mention(text[start:end], start, end, _parties(kept["sellers"]), _parties(kept["buyers"]), sure))
    return sorted(mentions, key=lambda mention: mention.start)


def _parties(fits: Sequence[_Fit]) -> tuple[KnownParty, ...]:
    return tuple({fit.party.keys: fit.party for fit in fits}.values())


def _best(fits: list[_Fit]) -> list[_Fit]:
    top = max((fit.rank for fit in fits), default=None)
    return [fit for fit in fits if fit.rank == top]


def _fits(text: str, tokens: Sequence[Token], parties: Sequence[KnownParty]) -> list[_Fit]:
    spoken = {word for word, _, _ in tokens}
    found: list[_Fit] = []
    for party in parties:
        for name in dict.fromkeys((party.name, *party.names)):
            core, forms = name_words(name)
            near = {word: _matches(word, core) for word in spoken}
            for first, (word, _, _) in enumerate(tokens):
                if near[word] or _are_initials(text, tokens[first], core):
                    found += _windows(text, tokens, first, core, forms, party, near)
    return found


def _windows(
    text: str,
    tokens: Sequence[Token],
    first: int,
    core: tuple[str, ...],
    forms: frozenset[str],
    party: KnownParty,
    near: dict[str, tuple[tuple[int, int], ...]],
) -> list[_Fit]:
    if _are_initials(text, tokens[first], core):
        return [_Fit(first, first, 1, SHORT, True, True, party)]
    used: set[int] = set()
    worst, count, last, index = EXACT, 0, first, first
    matched: list[tuple[str, int]] = []
    while index < len(tokens):
        word = tokens[index][0]
        if index > first and not _beside(text, tokens[index - 1], tokens[index]):
            break
        free = [(quality, place) for quality, place in near.get(word, ()) if place not in used]
        if free:
            quality, place = max(free, key=lambda one: (one[0], -one[1]))
            if quality == SHORT and len(word) < 4 and not text.startswith(".", tokens[index][2]):
                break
            used.add(place)
            matched.append((core[place] if core[place] in _COMMON else word, index))
            worst, count, last = min(worst, quality), count + 1, index
        elif word not in _CONNECTORS and word not in LEGAL_FORMS:
            break
        index += 1
    if not count or not _tells(text, tokens, matched, worst, len(used) == len(core)):
        return []
    asked_form = _forms_beside(tokens, first, last)
    return [_Fit(first, last, count, worst, len(used) == len(core), bool(asked_form & forms), party)]


def _matches(word: str, core: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """How a word may stand for words of a name: (quality, which word)."""
    found = []
    for place, own in enumerate(core):
        if word == own or _SAINTS.get(word) == own or _SAINTS.get(own) == word:
            found.append((EXACT, place))
        elif (len(word) > 3 and (word == own + "s" or own == word + "s")) or (
            len(word) >= 3 and own.startswith(word) and len(own) - len(word) >= 2 and word not in VOCABULARY
        ):
            found.append((SHORT, place))
        elif (errors := _typing_error(word, own)) is not None:
            found.append((errors, place))
    return tuple(found)


def _typing_error(word: str, own: str) -> int | None:
    if min(len(word), len(own)) < 5 or word in VOCABULARY or word in TRADE_WORDS or word in STOPWORDS:
        return None
    if word[0] != own[0] or abs(len(word) - len(own)) > 2:
        return None
    most = 2 if len(own) >= _LONG else 1
    errors = OSA.distance(word, own, score_cutoff=most)
    if errors > most:
        return None
    replaced = len(word) == len(own) and sorted(word) != sorted(own)
    return UNSURE if replaced and len(own) < _LONG else TYPO


def _tells(text: str, tokens: Sequence[Token], matched: Sequence[tuple[str, int]], worst: int, whole: bool) -> bool:
    """Whether these words are enough to name somebody: "services" or "total" alone are not."""
    if any(word not in _COMMON and len(word) > 1 for word, _ in matched):
        return len(matched) > 1 or _may_name(text, tokens, matched[0][1], worst)
    if len(matched) > 1:
        return whole or len(matched) > 2
    # A company called by a word of the language ("Orange", "Total"): written as a name, not as a sentence's beginning.
    _, index = matched[0]
    written = text[tokens[index][1] : tokens[index][2]]
    after = tokens[index - 1][0] if index else ""
    called = after in ("a", "chez", "to", "from", "with", "by", "d", "de", "par", "fournisseur", "supplier", "societe")
    return whole and worst == EXACT and called and written[:1].isupper() and not text.isupper()


def _may_name(text: str, tokens: Sequence[Token], index: int, worst: int) -> bool:
    """Whether one word alone may be a name: written as one, or in small letters where no other word is written as a
    name ("a consultant of Kessler") and no "en" makes it a kind of thing ("en verre")."""
    written = text[tokens[index][1] : tokens[index][2]]
    if not written.islower():
        return True
    names = (text[start:end] for place, (word, start, end) in enumerate(tokens) if place and word not in VOCABULARY)
    kind = index > 0 and tokens[index - 1][0] == "en"
    return not kind and not any(name[0].isupper() for name in names) and (worst == EXACT or len(written) > _SHORT_WORD)


def _are_initials(text: str, token: Token, core: tuple[str, ...]) -> bool:
    word, start, end = token
    return (
        len(core) == len(word)
        and len(word) in _INITIALS
        and text[start:end].isupper()
        and word not in VOCABULARY
        and word not in LEGAL_FORMS
        and all(own.startswith(letter) for own, letter in zip(core, word, strict=True))
    )


def _beside(text: str, before: Token, after: Token) -> bool:
    return text[before[2] : after[1]].strip(" -.'’&\u00a0\u202f") == "" and len(text[before[2] : after[1]]) <= 3


def _forms_beside(tokens: Sequence[Token], first: int, last: int) -> set[str]:
    around = {word for word, _, _ in tokens[max(0, first - 1) : first]} | {
        word for word, _, _ in tokens[last + 1 : last + 2]
    }
    return around & LEGAL_FORMS


def _with_legal_forms(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    if first and tokens[first - 1][0] in LEGAL_FORMS:
        first -= 1
    # "la société Dupont": the article stays a filler.
    if last + 1 < len(tokens) and tokens[last + 1][0] in LEGAL_FORMS:
        last += 1
    return tokens[first][1], tokens[last][2]
