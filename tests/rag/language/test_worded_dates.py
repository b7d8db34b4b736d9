from __future__ import annotations

from datetime import date

import pytest

from rag.language.dates import find_dates

WRITTEN = [
    ("le premier avril deux mille vingt-trois", date(2023, 4, 1)),
    ("le quinze mars deux mille vingt-quatre.", date(2024, 3, 15)),
    ("le 15 mars deux mille vingt", date(2020, 3, 15)),
    ("Le trente et un décembre deux mille vingt-cinq", date(2025, 12, 31)),
    ("le 1er JANVIER DEUX MILLE VINGT-SIX", date(2026, 1, 1)),
    ("the first day of January, two thousand and one", date(2001, 1, 1)),
    ("the twenty-first day of March two thousand twenty-four", date(2024, 3, 21)),
    ("the 3rd of June two thousand nineteen", date(2019, 6, 3)),
]
NONE = [
    "le trente février deux mille vingt",
    "le 12 mars trois cents",
    "deux mille vingt-trois",
    "le 45 mars deux mille vingt",
    "",
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_dates_in_words(text: str, expected: date) -> None:
    [found] = find_dates(text)
    assert found.iso == expected.isoformat()
    assert text[found.start : found.end] == text.removeprefix("le ").removeprefix("Le ").removeprefix("the ").rstrip(
        "."
    )


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_in_words(text: str) -> None:
    assert find_dates(text) == []
