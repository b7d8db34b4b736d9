"""Company, tax and bank identifiers, and references of invoices and contracts.

Check digits are python-stdnum's: SIREN and SIRET (Luhn; establishments of La Poste by their digit sum), VAT numbers
of the European Union, IBAN (ISO 13616, modulo 97).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret

from rag.language.dates import find_dates
from rag.language.normalising import original_span, read_with_offsets
from rag.language.units import currency_before, unit_after

_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}[0-9]{2}(?:[ -]?[a-z0-9]){11,32}(?![a-z0-9])")
_IBAN_LENGTHS = {
    "fr": 27,
    "mc": 27,
    "de": 22,
    "be": 16,
    "es": 24,
    "it": 27,
    "lu": 20,
    "ch": 21,
    "gb": 22,
    "nl": 18,
}
_VAT = re.compile(
    r"(?<![a-z0-9])(?:at|be|bg|cy|cz|de|dk|ee|el|es|fi|fr|hr|hu|ie|it|lt|lu|lv|mt|nl|pl|pt|ro|se|si|sk|xi)"
    r"(?:[ .-]?[a-z0-9]){8,13}(?![a-z0-9])"
)
_VAT_SHAPE = re.compile(
    r"fr[ .]?[a-z0-9]{2}(?:[ .]?[0-9]{3}){3}(?![0-9a-z])|[a-z]{2} ?[a-z0-9]?[0-9]{7,11}(?![0-9a-z])"
)
_SIRET = re.compile(
    r"(?<![0-9a-z.,])[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{2}[ .]?[0-9]{3}(?![0-9a-z]|[.,][0-9])"
)
_SIREN = re.compile(r"(?<![0-9a-z.,])[0-9]{3}(?P<gap>[ .]?)[0-9]{3}(?P=gap)[0-9]{3}(?![0-9a-z]|[.,][0-9])")
_LABELS = {
    "iban": re.compile(r"iban[^a-z0-9]{0,12}$"),
    "vat": re.compile(r"(?:tva|vat|ust|mwst|btw|iva|intracom\w*)[^0-9]{0,30}$"),
    "siret": re.compile(r"siret[^0-9]{0,20}$"),
    "siren": re.compile(r"(?:siren|r\.?c\.?s\.?)[^0-9]{0,30}$"),
}
_CODE_ARTICLE = re.compile(r"(?<![a-z0-9'])(?P<letter>[lrda])\.? ?\*?(?P<number>[0-9]+(?:-[0-9]+)+)(?![a-z0-9])")
_REFERENCE = re.compile(r"(?<![a-z0-9@/_-])(?<![0-9][.,])[a-z0-9]+(?:[-/_][a-z0-9]+|(?<=[0-9])\.[0-9]+)*(?![a-z0-9@_])")
_RANGE = re.compile(r"([1-9][0-9]*)[-/]([1-9][0-9]*)")
_SIGNS = re.compile(r"[^a-z0-9]")
_ORDINAL = re.compile(r"[0-9]+(?:er|e|eme|nd|rd|st|th)")


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier at characters ``[start, end)`` of a text.

    ``kind`` is ``"siren"``, ``"siret"``, ``"vat"``, ``"iban"`` or ``"reference"``; ``value`` is in capitals without
    spaces and points, a reference keeps its dashes and strokes; ``valid`` tells whether its form and check digits
    are right (always true for a reference).
    """

    kind: str
    value: str
    valid: bool
    start: int
    end: int


def _prefixes(read: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The beginnings of ``[start, end)`` that end at a word's end, longest first, with their letters and digits."""
    for stop in range(end, start, -1):
        if read[stop - 1].isalnum() and not read[stop : stop + 1].isalnum():
            yield stop, _SIGNS.sub("", read[start:stop]).upper()


def _labelled(kind: str, read: str, start: int) -> bool:
    return _LABELS[kind].search(read[max(0, start - 60) : start]) is not None


def _ibans(read: str) -> Iterator[Identifier]:
    for match in _IBAN.finditer(read):
        valid = [
            (stop, value)
            for stop, value in _prefixes(read, *match.span())
            if 15 <= len(value) <= 34 and iban.is_valid(value)
        ]
        if valid:
            yield Identifier("iban", valid[0][1], True, match.start(), valid[0][0])
        elif _labelled("iban", read, match.start()):
            length = _IBAN_LENGTHS.get(match[0][:2])
            for stop, value in _prefixes(read, *match.span()):
                if (length is None and len(value) <= 34) or len(value) == length:
                    yield Identifier("iban", value, False, match.start(), stop)
                    break


def _vats(text: str, offsets: list[int], read: str) -> Iterator[Identifier]:
    for match in _VAT.finditer(read):
        start = match.start()
        labelled = _labelled("vat", read, start)
        country = text[offsets[start] : offsets[start + 1] + 1]
        # the French "de" before a number is no German VAT number
        if not labelled and (not country.isupper() or (country != "FR" and not read[start + 2].isalnum())):
            continue
        for stop, value in _prefixes(read, *match.span()):
            try:
                yield Identifier("vat", vat.validate(value), True, start, stop)
            except ValidationError:
                continue
            break
        else:
            shape = _VAT_SHAPE.match(read, start)
            if labelled and shape:
                value = _SIGNS.sub("", shape[0]).upper()
                yield Identifier("vat", value, False, start, shape.end())


def _companies(read: str) -> Iterator[Identifier]:
    for match in _SIRET.finditer(read):
        value = _SIGNS.sub("", match[0])
        valid = siret.is_valid(value)
        if valid or _labelled("siret", read, match.start()):
            yield Identifier("siret", value, valid, *match.span())
    for match in _SIREN.finditer(read):
        value = _SIGNS.sub("", match[0])
        valid = siren.is_valid(value)
        if _labelled("siren", read, match.start()):
            yield Identifier("siren", value, valid, *match.span())
            continue
        beside_unit = unit_after(read, match.end()) or currency_before(read, match.start(), 0)
        # a tenth of all nine-digit amounts would pass the check
        if valid and match["gap"] != "." and not beside_unit:
            yield Identifier("siren", value, True, *match.span())


def _is_reference(token: str) -> bool:
    if len(token) < 4 or not any(char.isdigit() for char in token) or _ORDINAL.fullmatch(token):
        return False
    if any(char.isalpha() for char in token):
        leading = re.match(r"[0-9]+", token)
        unit = unit_after(token, leading.end()) if leading else None
        return unit is None or unit.border < len(token)
    if not any(char in "-/_" for char in token):
        return False
    if re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}", token):
        return False
    between = _RANGE.fullmatch(token)
    if between is None:
        return True
    low, high = between.groups()
    return int(low) >= int(high) or len(high) - len(low) > 1


def _references(read: str) -> Iterator[Identifier]:
    for match in _CODE_ARTICLE.finditer(read):
        yield Identifier("reference", match["letter"].upper() + match["number"], True, *match.span())
    for match in _REFERENCE.finditer(read):
        currency = re.match(r"(?:eur|usd|gbp|chf|cad|jpy)[0-9]", match[0])
        if _is_reference(match[0]) and not currency:
            yield Identifier("reference", match[0].upper(), True, *match.span())


def find_identifiers(text: str) -> list[Identifier]:
    """The identifiers of a text in order, no two overlapping; IBAN and VAT numbers go before what they contain.

    One with wrong check digits is found (``valid`` false) only behind its label, as in ``SIREN 123 456 789``.
    References are tokens of four characters and more with a digit and a letter or a dash or stroke, that are no
    date, range, ordinal or quantity; also articles of French codes (``L. 441-10``).
    """
    read, offsets = read_with_offsets(text)
    dates = [(found.start, found.end) for found in find_dates(text)]
    kept: list[Identifier] = []
    for found in (*_ibans(read), *_vats(text, offsets, read), *_companies(read), *_references(read)):
        start, end = original_span(text, offsets, found.start, found.end)
        taken = [(each.start, each.end) for each in kept]
        if found.kind == "reference":
            taken += dates
        if not any(start < stop and begin < end for begin, stop in taken):
            kept.append(Identifier(found.kind, found.value, found.valid, start, end))
    return sorted(kept, key=lambda each: each.start)
