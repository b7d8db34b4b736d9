"""Which numbers, dates and identifiers of a claim its proof does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Literal

from rag.language.dates import FoundDate, find_dates, find_days
from rag.language.identifiers import Identifier, find_identifiers
from rag.language.languages import guess_language
from rag.language.months import MONTH_PATTERN, MONTHS
from rag.language.normalising import fold, read_with_offsets
from rag.language.numbers import Number, find_numbers
from rag.language.units import CURRENCIES, DURATIONS

Kind = Literal["number", "date", "identifier"]

_CITATION = re.compile(r"\[[ ]?[0-9]+(?:[ ]?[,;–-][ ]?[0-9]+)*[ ]?\]")
_LIST_MARKER = re.compile(r"\s*(?:[-–•*]\s+)?\(?[0-9]{1,2}(?:\.|\))(?=\s)")
_LABEL = (
    r"(?:articles?|art\.?|sections?|clauses?|§{1,2}|points?|paragraphe?s?|alineas?|al\.|annexes?|appendix|exhibits?"
    r"|schedules?|chapitres?|chapters?|pages?)[ \n]{0,2}(?:n[°o]\.?[ ]?)?"
)
_LABELLED = re.compile(rf"(?<![a-z]){_LABEL}(?P<reference>[0-9]+(?:\.[0-9]+)*)(?![0-9a-z]|[,-][0-9])")
_LINE_NUMBER = re.compile(
    r"(?:(?<=\n)|^)[ \t]*\(?(?P<reference>[0-9]{1,3}(?:\.[0-9]{1,3})*)(?:[.)](?![0-9])|(?=[ \t]))"
)
_DOTTED = re.compile(r"(?<![0-9.,a-z])[0-9]+(?:\.[0-9]+)+(?![0-9]|[.,][0-9])")
_TOKEN = re.compile(r"[^\W_]*[0-9][^\W_]*")
_FRACTION = re.compile("[¼-¾⅐-⅞]")
_SEPARATORS = re.compile(r"[-/_.]+")
_DIGIT = re.compile(r"\d")
_OR_TO = re.compile(r"\s+(?:à|a|ou|et|to|or|and|bis|oder|und)\s+|\s*[-–]\s*", re.IGNORECASE)
_EQUIVALENT = {"year": ("month", 12), "quarter": ("month", 3), "week": ("hour", 168), "day": ("hour", 24)}
_ORDINALS = """
second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 fifteenth=15 twentieth=20 thirtieth=30
deuxieme=2 troisieme=3 quatrieme=4 cinquieme=5 sixieme=6 septieme=7 huitieme=8 neuvieme=9 dixieme=10 quinzieme=15
vingtieme=20 trentieme=30
"""
_ORDINAL = dict(pair.split("=") for pair in _ORDINALS.split())
_ORDINAL_UNIT = re.compile(
    rf"(?<![a-z0-9])(?:(?P<word>{'|'.join(_ORDINAL)})|(?P<digits>[0-9]{{1,3}})(?:nd|rd|th|e|eme)) "
    r"(?P<unit>(?:business |working |calendar )?(?:days?|weeks?|months?|years?)|jours?(?: ouvre?s?| ouvrables?)?"
    r"|semaines?|mois|annees?)(?![a-z])(?= (?:after|following|from|suivant|apres|qui suit|a compter))"
)
"""What "the second business day after" lays down: two business days."""
_CENTS = re.compile(r" ?(?:centimes?|cents?|pence)(?![a-z])")
_PERIODIC = re.compile(r"(?<![a-z])(?:triennal\w*|three-year\w*)(?![a-z])")
_EVERY = re.compile(r"\b(?:tou(?:s|tes) les|every|each|chaque|once every) ?$")
_RECURRING = tuple(
    (re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"), span)
    for words, span in (
        (r"chaque semaine|hebdomadaire\w*|par semaine|weekly|(?:each|every|per) week", "1 week"),
        (r"chaque mois|mensuel\w*|par mois|monthly|(?:each|every|per) (?:calendar )?month", "1 month"),
        (
            r"chaque trimestre|trimestriel\w*|par trimestre|quarterly|(?:each|every|per|of) (?:calendar )?quarter",
            "3 months",
        ),
        (r"chaque semestre|semestriel\w*|par semestre|half-yearly|biannual\w*|(?:each|every) half-year", "6 months"),
        (r"chaque annee|annuel\w*|par an|yearly|annual\w*|(?:each|every|per) (?:calendar )?year", "1 year"),
    )
)
_MONTH_ALONE = re.compile(
    rf"(?<![a-z])(?:en|de|d'|in|of|by|until|since|before|after|avant|apres|depuis|fin|debut|mi|jusqu'en|jusqu'a"
    rf"|between|entre|from|to|et|and|a|early|late|mid)[ -]?(?<![a-z])(?P<month>{MONTH_PATTERN})(?! ?[0-9])"
)
_ANY_MONTH = re.compile(rf"(?<![a-z])({MONTH_PATTERN})")
_UNSURE_MONTHS = frozenset(["may", "mar", "mai", "sep", "dec", "jan", "jun"])


@dataclass(frozen=True, slots=True)
class UnprovedValue:
    """A value of a claim that its proof does not hold, as the claim writes it."""

    kind: Kind
    text: str


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans covered by a sign that no number, date or identifier holds; same length."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = "|" * (end - start)
    return "".join(characters)


def _spans(found: Iterable[FoundDate | Identifier | Number]) -> list[tuple[int, int]]:
    return [(each.start, each.end) for each in found]


def _labels(text: str) -> list[tuple[str, int, int]]:
    """Article and clause numbers named as such: the number and its offsets."""
    read, offsets = read_with_offsets(text)
    return [
        (match["reference"], offsets[match.start("reference")], offsets[match.end("reference") - 1] + 1)
        for match in _LABELLED.finditer(read)
    ]


def _plain_reference(identifier: Identifier) -> tuple[str, str]:
    return identifier.kind, _SEPARATORS.sub("-", identifier.value)


class _Proof:
    """What a proof holds. Digits inside its dates and references prove no number."""

    def __init__(self, text: str) -> None:
        read, offsets = read_with_offsets(text)
        self.dates = find_dates(text)
        self.month_first = guess_language(text) == "en"
        self.days = {(month, day) for month, day, _, _ in find_days(text)}
        self.days |= {(each.month, each.day) for each in self.dates if each.month and each.day}
        identifiers = find_identifiers(text)
        self.identifiers = {_plain_reference(each) for each in identifiers}
        hidden = _spans(self.dates) + _spans(each for each in identifiers if each.kind != "siren")
        visible = _masked(text, hidden)
        numbers = find_numbers(visible)
        self.labels = [(label, start, end) for label, start, end in _labels(visible)]
        lines = [
            (match["reference"], offsets[match.start("reference")], offsets[match.end("reference") - 1] + 1)
            for match in _LINE_NUMBER.finditer(read)
        ]
        measured = {each.start for each in numbers if each.unit is not None}
        lines = [line for line in lines if line[1] not in measured]
        marks = [(start, end) for _, start, end in (*self.labels, *lines)]
        # the number of a clause or list item proves no quantity
        self.marked = [each for each in numbers if each.unit is None and (each.start, each.end) in marks]
        self.numbers = [each for each in numbers if each not in self.marked]
        # "two parties" proves neither EUR 2 nor two months; "two to three months" does
        following = zip_longest(numbers, numbers[1:])
        counted = [each for each, after in following if each is not None and _counts_things(visible, each, after)]
        self.measures = [each for each in self.numbers if each not in counted]
        self.measures += [
            number
            for match in _ORDINAL_UNIT.finditer(read)
            for number in find_numbers(f"{match['digits'] or _ORDINAL[match['word']]} {match['unit']}")
        ]
        if _PERIODIC.search(read):
            self.measures += find_numbers("3 years")
        self.recurring = [
            number for pattern, span in _RECURRING if pattern.search(read) for number in find_numbers(span)
        ]
        self.months = {month for month, _ in self.days} | {each.month for each in self.dates if each.month}
        self.months |= {MONTHS[name.rstrip(".")] for name in _ANY_MONTH.findall(read)}
        visible_read = read_with_offsets(visible)[0]
        self.references = {label for label, _, _ in (*self.labels, *lines)}
        self.references |= {match[0] for match in _DOTTED.finditer(visible_read)}
        self.references |= {_digits(visible[each.start : each.end]) for each in numbers if each.unit is None}
        left = read_with_offsets(_masked(visible, _spans(numbers)))[0]
        self.tokens = set(_TOKEN.findall(fold(text))) | set(_TOKEN.findall(left))
        self.fractions = set(_FRACTION.findall(text))

    def holds_date(self, claimed: FoundDate) -> bool:
        for found in self.dates:
            if claimed.month is None and found.year == claimed.year:
                return True
            readings = found.alternatives if self.month_first else frozenset({found.iso})
            if any(each == claimed.iso or each.startswith(claimed.iso + "-") for each in readings):
                return True
        return claimed.month is None and self._holds_year(claimed.year)

    def _holds_year(self, year: int) -> bool:
        numbers = (*self.numbers, *self.marked)
        return any(each.year == year for each in self.dates) or any(each.value == year for each in numbers)

    def holds_number(self, claimed: Number, text: str) -> bool:
        if claimed.unit is not None:
            return any(_agrees(claimed, each) for each in self.measures)
        if any(_agrees(claimed, each) for each in self.numbers):
            return True
        if any(_agrees(claimed, each) for each in self.marked):
            return True
        return re.fullmatch(r"(?:19|20)[0-9]{2}", text) is not None and self._holds_year(int(text))

    def recurs(self, claimed: Number, before: str) -> bool:
        """Whether "every three months" of a claim is the proof's "each quarter"."""
        return _EVERY.search(fold(before)) is not None and any(_agrees(claimed, each) for each in self.recurring)

    def holds_cents(self, claimed: Number, after: str) -> bool:
        """Whether "9 centimes" of a claim is the proof's "0,09 €"."""
        cents = _CENTS.match(fold(after)) is not None and claimed.unit is None
        return cents and any(each.unit in CURRENCIES and each.value * 100 == claimed.value for each in self.numbers)

    def holds_identifier(self, claimed: Identifier) -> bool:
        kind, value = _plain_reference(claimed)
        if (kind, value) in self.identifiers:
            return True
        # a SIREN is the head of its SIRET and the tail of its French VAT number
        return kind == "siren" and any(
            (other == "siret" and held.startswith(value)) or (other == "vat" and held == f"{held[:4]}{value}")
            for other, held in self.identifiers
        )


def _counts_things(text: str, number: Number, after: Number | None) -> bool:
    """Whether a number is written in words and measures nothing: it has no unit, nor shares that of the next one."""
    if number.unit is not None or _DIGIT.search(text[number.start : number.end]):
        return False
    return after is None or after.unit is None or not _OR_TO.fullmatch(text[number.end : after.start])


def _lone_months(text: str) -> list[tuple[int, int, int]]:
    """Months named without day or year: the month and its offsets. "May" and the like are as often no month."""
    read, offsets = read_with_offsets(text)
    return [
        (MONTHS[match["month"].rstrip(".")], offsets[match.start("month")], offsets[match.end("month") - 1] + 1)
        for match in _MONTH_ALONE.finditer(read)
        if match["month"].rstrip(".") not in _UNSURE_MONTHS
    ]


def _digits(text: str) -> str:
    return fold(text).replace(" ", "").replace("'", "")


def _agrees(claimed: Number, held: Number) -> bool:
    left, right = _in_base(claimed), _in_base(held)
    if claimed.unit is None or held.unit is None:
        left, right = claimed, held
    elif left.unit != right.unit:
        return False
    if left.value == right.value:
        return True
    if len(left.alternatives) > 1 and len(right.alternatives) > 1:
        return False
    return left.value in right.alternatives or right.value in left.alternatives


def _in_base(number: Number) -> Number:
    """Years as months, weeks and days as hours; business days, and days against months, stay what they are."""
    if number.unit not in DURATIONS or number.unit not in _EQUIVALENT:
        return number
    unit, factor = _EQUIVALENT[number.unit]
    values = frozenset(each * Decimal(factor) for each in number.alternatives)
    return Number(number.value * factor, unit, number.start, number.end, values)


def unproved_values(claim: str, proof: str) -> list[UnprovedValue]:
    """The numbers, dates and identifiers of a claim that its proof does not hold, in the claim's order.

    Values are compared, not letters: ``90 jours`` is ``ninety (90) days``, ``1 234,56 €`` is ``EUR 1,234.56``,
    12 months are a year, 7 days a week, 72 hours three days. Where both state a unit it must be the same; days are not
    business days. A full date needs the same date, a month the month or a day in it, a year anything of that year, a
    month alone (``fin août``) the same of any year. Numbers of articles (``article 7.2``) must occur as written.
    Citation marks (``[1]``) and the number of a list item before the claim are not looked at. In doubt a value is
    unproved.
    """
    marker = _LIST_MARKER.match(claim)
    spans = [match.span() for match in _CITATION.finditer(claim)] + ([marker.span()] if marker else [])
    rest = _masked(claim, spans)
    held = _Proof(proof)
    unproved: list[tuple[int, UnprovedValue]] = []

    def check(kind: Kind, start: int, end: int, proved: bool) -> None:
        if not proved:
            unproved.append((start, UnprovedValue(kind, claim[start:end])))

    dates = find_dates(rest)
    for date in dates:
        check("date", date.start, date.end, held.holds_date(date))
    rest = _masked(rest, _spans(dates))
    identifiers = find_identifiers(rest)
    for identifier in identifiers:
        check("identifier", identifier.start, identifier.end, held.holds_identifier(identifier))
    rest = _masked(rest, _spans(identifiers))
    days = find_days(rest)
    for month, day, start, end in days:
        check("date", start, end, (month, day) in held.days)
    rest = _masked(rest, [(start, end) for _, _, start, end in days])
    for month, start, end in _lone_months(rest):
        check("date", start, end, month in held.months)
    labels = _labels(rest)
    for label, start, end in labels:
        check("number", start, end, label in held.references)
    rest = _masked(rest, [(start, end) for _, start, end in labels])
    numbers = find_numbers(rest)
    for number in numbers:
        proved = held.holds_number(number, rest[number.start : number.end])
        proved = proved or held.recurs(number, rest[: number.start])
        check("number", number.start, number.end, proved or held.holds_cents(number, rest[number.end :]))
    rest = _masked(rest, _spans(numbers))
    read, offsets = read_with_offsets(rest)
    for pattern, kept in ((_DOTTED, held.references), (_TOKEN, held.tokens), (_FRACTION, held.fractions)):
        for match in pattern.finditer(read):
            start, end = offsets[match.start()], offsets[match.end() - 1] + 1
            check("number" if match[0][0].isnumeric() else "identifier", start, end, match[0] in kept)
        read = pattern.sub(lambda match: "|" * len(match[0]), read)
    return [value for _, value in sorted(unproved, key=lambda each: each[0])]
