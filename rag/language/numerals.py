"""Numbers written in digits, in French, English, German and Swiss style."""

from __future__ import annotations

import re
from decimal import Decimal

NUMERAL = re.compile(
    r"""(?<![0-9])(?:
        (?P<chain>[0-9]+(?:\.[0-9]+){2,}(?![0-9]|[.,][0-9]))
      | (?P<grouped>(?<![0-9][.,])[0-9]{1,3}(?:
              (?:\ [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?
            | (?:'[0-9]{3})+(?![0-9])(?:[.,][0-9]+)?
            | (?:\.[0-9]{3})+(?![0-9])(?:,[0-9]+)?
            | (?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?
        )(?![0-9]|[.,][0-9]))
      | (?P<decimal>(?<![0-9][.,])[0-9]+[.,][0-9]+(?![0-9]|[.,][0-9]))
      | (?P<bare>(?:(?<![^\s(<>=+$€£-])\.)?[0-9]+)
    )""",
    re.VERBOSE,
)
"""One number in digits within a read or folded text (spaces and apostrophes already unified).

Groups after the first hold exactly three digits, the first one to three, one kind of separator throughout, so
``12 345`` is one number and ``2024 150`` two. ``chain`` is a clause number or version such as ``7.2.1``, which has
no value.
"""

_GROUPED_CHAIN = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_ONE_SEPARATOR = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def is_chain(match: re.Match[str]) -> bool:
    """True for a match of ``NUMERAL`` such as ``7.2.1``; ``1.234.567`` is a number."""
    return match["chain"] is not None and not _GROUPED_CHAIN.fullmatch(match["chain"])


def is_ambiguous(numeral: str) -> bool:
    """True for ``1,234`` and ``1.234``, which are a thousand and more, or one and a fraction."""
    return _ONE_SEPARATOR.fullmatch(numeral) is not None


def numeral_value(numeral: str, decimal_mark: str | None) -> tuple[Decimal, frozenset[Decimal]]:
    """The likely value of a match of ``NUMERAL`` that is no chain, and all plausible values.

    ``decimal_mark`` (``","``, ``"."`` or None for unknown) decides the ambiguous forms only; when unknown, three
    digits after a single separator are thousands.
    """
    digits = numeral.replace(" ", "").replace("'", "")
    if is_ambiguous(digits) and digits == numeral:
        thousands = Decimal(digits.replace(",", "").replace(".", ""))
        fraction = Decimal(digits.replace(",", "."))
        value = fraction if decimal_mark is not None and decimal_mark in digits else thousands
        return value, frozenset({thousands, fraction})
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        value = Decimal(digits)
    else:
        separator = digits[last]
        other = "." if separator == "," else ","
        if digits.count(separator) > 1:
            value = Decimal(digits.replace(separator, ""))
        else:
            value = Decimal(digits.replace(other, "").replace(separator, "."))
    return value, frozenset({value})


def decimal_mark(read: str) -> str | None:
    """The decimal mark that the unambiguous numbers of a read text use, or None when they use none or both."""
    marks: set[str] = set()
    for match in NUMERAL.finditer(read):
        numeral = match[0]
        last = max(numeral.rfind(","), numeral.rfind("."))
        if is_chain(match) or last < 0 or (match["decimal"] and numeral[last] == "."):
            # 7.2 may as well be a clause
            continue
        if not is_ambiguous(numeral) and numeral.count(numeral[last]) == 1:
            marks.add(numeral[last])
    return marks.pop() if len(marks) == 1 else None


def numerals(folded: str) -> list[str]:
    """The numbers in digits of a folded text as they are written, without spaces and apostrophes between groups."""
    return [match[0].replace(" ", "").replace("'", "") for match in NUMERAL.finditer(folded)]
