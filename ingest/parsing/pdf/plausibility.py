"""Text layers that are read as nonsense: every letter stands for another, because the font's table is wrong."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter

# Letters a to z of 100: the mean of English, French, German and Dutch prose, accents left off (rounded; the
# usual published counts of letters).
_USUAL = (7.5, 1.6, 2.5, 4.6, 15.6, 1.7, 2.2, 3.7, 7.1, 0.5, 1.1, 4.4, 2.6, 8.1, 5.0, 2.0, 0.5, 6.7, 6.8, 7.0, 4.2)
_SHARES = [share / 100 for share in (*_USUAL, 1.7, 1.5, 0.3, 0.9, 0.7)]
_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST_LETTERS = 150
_LATIN = 0.7
# Measured: prose and invoices up to 0.25, Finnish 0.41, letters drawn by chance 0.48; ciphers of prose from 0.5.
_STRANGE = 0.5
# Two letters drawn from prose are alike 7 times of 100, from codes drawn by chance 4 times.
_UNEVEN = 0.05


def is_nonsense(text: str) -> bool:
    """True when a page's words cannot be of a European language, though their letters are as uneven as in one.

    Each different word counts once, so that a code that comes again and again says little; words of fewer than 150
    Latin letters in all are never judged.
    """
    letters = unicodedata.normalize("NFD", "".join({word.lower() for word in _WORD.findall(text)}))
    counts = Counter(letters)
    latin = [counts[chr(ord("a") + place)] for place in range(26)]
    total = sum(latin)
    if total < _LEAST_LETTERS or total < _LATIN * sum(map(str.isalpha, letters)):
        return False
    alike = sum(count * (count - 1) for count in latin) / (total * (total - 1))
    strange = sum(
        count / total * math.log(count / total / usual) for count, usual in zip(latin, _SHARES, strict=True) if count
    )
    return alike >= _UNEVEN and strange > _STRANGE
