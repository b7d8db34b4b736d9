"""Answers made from true ones by a known variation: the same value written otherwise, or another value in its place.

Whether an answer is right follows from how it was made, so nobody has to judge it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from rag.language import Money, Number, find_dates, find_numbers, format_money

_UNITS = {
    "hour": ("heures", "hours"),
    "day": ("jours", "days"),
    "month": ("mois", "months"),
    "year": ("ans", "years"),
}
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),  # noqa: SIM905
    "en": (
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
}
_FRAMES = {
    "fr": ("C'est {}, ni plus ni moins.", "Selon le document : {}.", "Le texte retient {} [1]."),
    "en": ("It is {}, no more and no less.", "According to the document: {}.", "The text has {} [1]."),
}
_QUOTED = {
    "fr": ("Le document dit : « {} ».", "On y lit « {} », sans autre précision."),
    "en": ("The document says: “{}”.", 'It reads "{}", and nothing else is specified.'),
}
_REFUSALS = {
    "fr": (
        "Les documents ne permettent pas de répondre à cette question.",
        "Aucune information à ce sujet dans les passages fournis.",
        "Cela n'est précisé nulle part.",
        "Je ne sais pas.",
        "Il n'est pas possible de le dire d'après ces extraits.",
        "Désolé, je n'ai rien trouvé à ce sujet.",
        "Le contrat est muet sur ce point.",
        "Ces documents ne fournissent pas la réponse.",
        "Le point demandé n'est abordé dans aucun document.",
    ),
    "en": (
        "The documents do not say.",
        "I was not able to find this in the passages.",
        "No information is given on this point.",
        "This is nowhere stated.",
        "I don't know.",
        "The passages don't answer that.",
        "It is not possible to answer from these extracts.",
        "Nothing in the contract deals with this.",
        "The provided text does not contain the answer.",
    ),
}
_ANSWERS = {
    "fr": ("Sans aucun doute : {}", "Rien de plus que ceci : {}", "Pas davantage, pas moins : {}", "{} Rien d'autre."),
    "en": ("No doubt about it: {}", "Nothing more than this: {}", "Not more, not less: {}", "{} Nothing else."),
}
_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Varied:
    """An answer, and the words of it that were put in the place of the true ones (empty where it is right)."""

    answer: str
    wrong: str = ""


def whole_number(value: str) -> Number | None:
    """The number that a value of ``accept`` consists of, or None."""
    found = find_numbers(value)
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(value)) else None


def whole_date(value: str) -> date | None:
    """The full date that a value of ``accept`` consists of, or None."""
    found = find_dates(value)
    if len(found) != 1 or found[0].day is None or (found[0].start, found[0].end) != (0, len(value)):
        return None
    return date.fromisoformat(found[0].iso)


def same_number(number: Number, written: str, language: str, rng: Random) -> Varied:
    """The number in another notation than ``written``, where there is one."""
    return Varied(_framed(_other_than(written, _notations(number, number.value, language), rng), language, rng))


def changed_number(number: Number, language: str, rng: Random) -> Varied:
    """Another value with the same unit: ten times as much, a tenth, or its last figure another."""
    value = rng.choice([number.value * 10, number.value / 10, number.value + rng.randint(1, 4)])
    return _wrong(_notations(number, value, language)[0], language, rng)


def others_number(number: Number, passages: Sequence[str], language: str, rng: Random) -> Varied | None:
    """A value with the same unit that stands in the passages and is not this one; None where there is none."""
    found = [
        (passage[each.start : each.end], each)
        for passage in passages
        for each in find_numbers(passage)
        if each.unit == number.unit and not each.alternatives & number.alternatives
    ]
    return _wrong(rng.choice(found)[0], language, rng) if found else None


def same_date(day: date, written: str, language: str, rng: Random) -> Varied:
    """The date in another form than ``written``."""
    return Varied(_framed(_other_than(written, _date_forms(day, language), rng), language, rng))


def changed_date(day: date, written: str, language: str, rng: Random) -> Varied:
    """A date off by a day or by a year."""
    other = rng.choice([day + timedelta(1), day - timedelta(1), day.replace(year=day.year + 1)])
    return _wrong(rng.choice(_date_forms(other, language)), language, rng)


def same_quote(quote: str, language: str, rng: Random, way: int) -> Varied:
    """The words as a careless writer quotes them: without accents, in capitals, broken at a line's end, shortened."""
    ways = (_unaccented, str.upper, _hyphenated, _shortened)
    return Varied(rng.choice(_QUOTED[language]).format(ways[way % len(ways)](quote)))


def altered_quote(quote: str, others: Sequence[str], language: str, rng: Random) -> Varied:
    """The words with one of them replaced by a word of another quotation."""
    known = {word.lower() for word in _WORD.findall(quote)}
    new = rng.choice([word for other in others for word in _WORD.findall(other) if word.lower() not in known])
    old = rng.choice(list(_WORD.finditer(quote)))
    return Varied(rng.choice(_QUOTED[language]).format(quote[: old.start()] + new + quote[old.end() :]), new)


def stitched_quote(quote: str, other: str, language: str, rng: Random) -> Varied:
    """The first half of one quotation and the second half of another, as if they stood together."""
    first, second = quote.split(), other.split()
    seam = rng.choice([" ", " […] "])
    wrong = " ".join(second[len(second) // 2 :])
    joined = " ".join(first[: len(first) // 2]) + seam + wrong
    return Varied(rng.choice(_QUOTED[language]).format(joined), wrong)


def refusals(language: str) -> tuple[str, ...]:
    """Refusals in many wordings."""
    return _REFUSALS[language]


def framed_answer(answer: str, language: str, number: int) -> Varied:
    """A true answer among words that refusals use too."""
    frames = _ANSWERS[language]
    return Varied(frames[number % len(frames)].format(answer))


def _other_than(written: str, forms: list[str], rng: Random) -> str:
    return rng.choice([form for form in forms if form.split() != written.split()] or forms)


def _framed(value: str, language: str, rng: Random) -> str:
    return rng.choice(_FRAMES[language]).format(value)


def _wrong(value: str, language: str, rng: Random) -> Varied:
    return Varied(_framed(value, language, rng), value)


def _notations(number: Number, value: Decimal, language: str) -> list[str]:
    plain = f"{value.normalize():f}"
    local = plain.replace(".", ",") if language == "fr" else plain
    if number.unit == "EUR":
        amount = Money(int(value * 100), "EUR")
        words = f"{value:.2f} euros"
        return [format_money(amount, language), format_money(amount, "de"), words, f"EUR {value:,.2f}"]
    if number.unit == "%":
        return [f"{local} pour cent", f"{local} %"] if language == "fr" else [f"{local} per cent", f"{local}%"]
    if number.unit in _UNITS:
        return [f"{local} {_UNITS[number.unit][language == 'en']}"]
    return [local]


def _date_forms(day: date, language: str) -> list[str]:
    month = _MONTHS[language][day.month - 1]
    if language == "fr":
        worded = f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
        return [worded, f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", day.isoformat()]
    return [f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"{day:%d/%m/%Y}", day.isoformat()]


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _hyphenated(text: str) -> str:
    longest = max(_WORD.finditer(text), key=lambda match: len(match[0]))
    middle = (longest.start() + longest.end()) // 2
    return f"{text[:middle]}-\n{text[middle:]}"


def _shortened(text: str) -> str:
    parts = text.split()
    end = len(parts) // 3
    begin = 2 * end
    while begin < len(parts) - 1 and parts[begin][0].isdigit():
        begin += 1  # "100,00 €" would be another amount than "23 100,00 €"
    return " ".join([*parts[:end], "[…]", *parts[begin:]])
