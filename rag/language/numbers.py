"""Numbers in a text, in digits or words, French or English, with their units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rag.language.languages import guess_language
from rag.language.normalising import original_span, read_with_offsets
from rag.language.number_words import WordNumber, find_word_numbers
from rag.language.numerals import NUMERAL, decimal_mark, is_ambiguous, is_chain, numeral_value
from rag.language.units import CURRENCIES, SCALE_WORDS, Unit, currency_before, unit_after

_ORDINAL = re.compile(r"(?:er|re|ere|e|eme|nde?|st|rd|th)(?![a-z0-9])")
_SYMBOL_AS_MARK = re.compile(r"(?P<symbol>[€$£])(?P<cents>[0-9]{2})(?![0-9.,])")
_NO_CENTS = re.compile(r"[.,]-{1,2}(?![0-9-])")
_CENTS_FOLLOW = re.compile(r"[ \n](?:(?:et|and)[ \n])?")
_CENTS = re.compile(r"[ \n](?:centimes?|cents?|pence)(?![a-z])")
_IN_BRACKETS = re.compile(r"[ \n]{0,2}\([ \n]?(?P<inside>[^()]{1,80}?)[ \n]?\)")
_AND_A_HALF = re.compile(r"[ \n]et[ \n]demie?(?![a-z])|[ \n]and[ \n](?:a|one)[ -]half(?![a-z])|[ ]?½")
_LAST_WORD = re.compile(r"[a-z]+$")
_IN_HUNDREDTHS = CURRENCIES - {"JPY"}
_FALSE_FRIENDS = {"seize": "fr", "cent": "fr", "sept": "fr", "four": "en"}
"""Number words that mean something else in the other language (``to seize``, ``un four``)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in a text, characters ``[start, end)``, its unit and sign included.

    ``value`` is in ``unit`` (``1,5 M€`` is 1500000 EUR; percent are not divided by 100). ``unit`` is an ISO 4217
    code, ``"%"``, ``"hour"``, one of :class:`rag.domain.duration.TimeUnit` or None.
    ``alternatives`` holds every plausible value, ``value`` among them; ``1,234`` and ``1.234`` have two.
    """

    value: Decimal
    unit: str | None
    start: int
    end: int
    alternatives: frozenset[Decimal]


@dataclass(slots=True)
class _Draft:
    """A number in the read text, still to be joined with its neighbours."""

    value: Decimal
    alternatives: frozenset[Decimal]
    start: int
    end: int
    unit: str | None = None
    in_words: bool = False
    article: bool = False


class _Reader:
    """Reads one text; the language is guessed only where a number depends on it."""

    def __init__(self, read: str) -> None:
        self.read = read
        self._language: str | None = None
        self._guessed = False

    def language(self) -> str | None:
        if not self._guessed:
            self._language, self._guessed = guess_language(self.read), True
        return self._language

    def mark(self) -> str | None:
        found = decimal_mark(self.read)
        if found is None and (language := self.language()) is not None:
            found = "." if language == "en" else ","
        return found

    def digits(self) -> Iterator[_Draft]:
        consumed = 0
        for match in NUMERAL.finditer(self.read):
            start, end = match.span()
            if start < consumed or is_chain(match):
                continue
            before = currency_before(self.read, start, consumed)
            if before is None and start and self.read[start - 1].isalpha() and self.read[start - 1].isascii():
                continue
            draft = self._numeral(match[0], start, end, before)
            following = self.read[draft.end : draft.end + 1]
            if draft.end == end and following.isalpha() and following.isascii():
                ordinal = _ORDINAL.match(self.read, end)
                if ordinal is None:
                    continue
                draft.end = ordinal.end()
            self._add_half(draft)
            self._sign(draft, start if before is None else before.border, consumed)
            consumed = draft.end
            yield draft

    def _numeral(self, numeral: str, start: int, end: int, before: Unit | None) -> _Draft:
        whole = _NO_CENTS.match(self.read, end)
        if whole is not None:
            end = whole.end()
        after = unit_after(self.read, end, of_currency=before is not None)
        if before is not None and after is not None and after.name is not None and after.name != before.name:
            after = None
        unit = before.name if before is not None else after.name if after is not None else None
        mark = None
        if is_ambiguous(numeral) and unit not in CURRENCIES:
            # shares and rates have three decimals more often than they are thousands
            mark = numeral[-4] if unit == "%" else self.mark()
        value, alternatives = numeral_value(numeral, mark)
        symbol = _SYMBOL_AS_MARK.match(self.read, end)
        if before is None and symbol and value == int(value):
            value += Decimal(symbol["cents"]) / 100
            name = {"€": "EUR", "$": "USD", "£": "GBP"}[symbol["symbol"]]
            return _Draft(value, frozenset({value}), start, symbol.end(), name)
        if after is not None:
            if after.scale != 1 and is_ambiguous(numeral):
                value, alternatives = numeral_value(numeral, numeral[-4])
            value *= after.scale
            alternatives = frozenset(each * after.scale for each in alternatives)
        return _Draft(value, alternatives, start, end if after is None else after.border, unit)

    def _add_half(self, draft: _Draft) -> None:
        """Extends the draft to ``deux ans et demi``, ``two and a half years``, ``un million et demi``."""
        half = _AND_A_HALF.match(self.read, draft.end)
        if half is None:
            return
        word = _LAST_WORD.search(self.read[draft.start : draft.end])
        added = Decimal(SCALE_WORDS.get(word[0], 1) if word else 1) / 2
        draft.value, draft.end, draft.article = draft.value + added, half.end(), False
        draft.alternatives = frozenset(each + added for each in draft.alternatives)
        after = unit_after(self.read, draft.end) if draft.unit is None else None
        if after is not None and after.scale == 1:
            draft.unit, draft.end = after.name, after.border

    def _sign(self, draft: _Draft, start: int, consumed: int) -> None:
        """Extends the draft to a currency and a minus sign before it; a dash after a word or number is none."""
        signs = self.read[start : draft.start].count("-")
        if start > consumed and self.read[start - 1] == "-":
            before = self.read[start - 2 : start - 1] if start > 1 else ""
            if not before or before in " \t\n(:|=\"'":
                start, signs = start - 1, signs + 1
        draft.start = start
        if signs % 2:
            draft.value = -draft.value
            draft.alternatives = frozenset(-each for each in draft.alternatives)

    def worded(self, number: WordNumber) -> _Draft | None:
        word = self.read[number.start : number.end]
        own = _FALSE_FRIENDS.get(word)
        if own is not None and self.language() not in (own, None):
            return None
        if word == "sept" and re.match(r"\.?[ \n]?(?:[0-9]|\((?!0?7\)))", self.read[number.end :]):
            return None
        value = Decimal(number.value)
        draft = _Draft(value, frozenset({value}), number.start, number.end, in_words=True)
        draft.article = number.article
        after = unit_after(self.read, number.end)
        if after is not None:
            scaled = value * after.scale
            draft.value, draft.alternatives = scaled, frozenset({scaled})
            draft.unit, draft.end = after.name, after.border
        self._add_half(draft)
        return draft

    def drafts(self) -> list[_Draft]:
        found = list(self.digits())
        for number in find_word_numbers(self.read):
            draft = self.worded(number)
            if draft is not None:
                found.append(draft)
        found.sort(key=lambda draft: draft.start)
        merged: list[_Draft] = []
        for draft in found:
            if merged and draft.start < merged[-1].end:
                continue
            if not (merged and (self._repeats(merged[-1], draft) or self._adds_cents(merged[-1], draft))):
                merged.append(draft)
        return [draft for draft in merged if not draft.article or draft.unit is not None]

    def _repeats(self, first: _Draft, second: _Draft) -> bool:
        """Joins ``quatre-vingt-dix (90) jours`` and ``90 (ninety) days`` into the first; the unit may follow."""
        if first.in_words == second.in_words:
            return False
        bracket = _IN_BRACKETS.match(self.read, first.end)
        if bracket is None or (second.start, second.end) != bracket.span("inside"):
            return False
        after = unit_after(self.read, bracket.end()) if first.unit is None or second.unit is None else None
        outer = after.name if after is not None and after.scale == 1 else None
        if first.value not in second.alternatives and second.value not in first.alternatives:
            # "trente (60) jours": both claim the unit, neither is preferred
            first.unit = first.unit or second.unit or outer
            second.unit = second.unit or outer
            return False
        units = {unit for unit in (first.unit, second.unit, outer) if unit is not None}
        if len(units) > 1:
            return False
        if first.in_words:
            first.alternatives = frozenset({first.value})
        else:
            first.value, first.alternatives = second.value, second.alternatives
        first.article = False
        first.unit = units.pop() if units else None
        first.end = after.border if outer is not None and after is not None else bracket.end()
        return True

    def _adds_cents(self, first: _Draft, second: _Draft) -> bool:
        """Joins ``50 centimes`` to the ``douze mille euros`` before them."""
        cents = _CENTS.match(self.read, second.end)
        if (
            cents is None
            or first.unit not in _IN_HUNDREDTHS
            or second.unit is not None
            or not 0 <= second.value < 100
            or first.value != int(first.value)
            or not _CENTS_FOLLOW.fullmatch(self.read, first.end, second.start)
        ):
            return False
        first.value += second.value / 100 * (-1 if first.value < 0 else 1)
        first.alternatives, first.end = frozenset({first.value}), cents.end()
        return True


def find_numbers(text: str) -> list[Number]:
    """The numbers of a text in order; no two overlap, none is one half of another.

    Digits in French (``1 234,56`` with any kind of space, ``1.234,56``), English (``1,234.56``) and Swiss
    (``1'234.56``) forms; words in French and English; ordinals in digits (``1er``, ``31st``). ``un``, ``une`` and
    ``one`` alone count only before a unit. Chains such as ``7.2.1`` and digits glued to letters (``A4``) are not
    numbers; numbers that belong to a date may be among those returned.
    """
    read, offsets = read_with_offsets(text)
    numbers: list[Number] = []
    for draft in _Reader(read).drafts():
        start, end = original_span(text, offsets, draft.start, draft.end)
        numbers.append(Number(draft.value, draft.unit, start, end, draft.alternatives))
    return numbers
