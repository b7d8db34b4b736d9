"""Amounts of money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import Money, find_money, format_money, parse_money
from rag.language.units import CURRENCIES

SPACES = [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u205f"]
AMOUNTS = st.builds(Money, st.integers(-(10**14), 10**14), st.sampled_from(sorted(CURRENCIES)))


@given(AMOUNTS, st.sampled_from(["fr", "en", "de", "es"]), st.sampled_from(SPACES), st.sampled_from(SPACES))
def test_round_trip_with_every_space(amount: Money, language: str, between: str, beside: str) -> None:
    written = format_money(amount, language).replace("\u202f", between).replace("\u00a0", beside)
    assert parse_money(written) == amount
    assert find_money(f"Total : {written}, dû.") == [(amount, 8, 8 + len(written))]


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_sums(left: int, right: int) -> None:
    assert Money(left, "EUR") + Money(right, "EUR") == Money(left + right, "EUR")
    assert -Money(left, "EUR") == Money(-left, "EUR")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="EUR and USD"):
        Money(1, "EUR") + Money(1, "USD")


@pytest.mark.parametrize(
    ("amount", "language", "written"),
    [
        (Money(123456, "EUR"), "fr", "1\u202f234,56\u00a0€"),
        (Money(123456, "EUR"), "en", "€1,234.56"),
        (Money(-5, "USD"), "en", "-$0.05"),
        (Money(1234, "JPY"), "fr", "1\u202f234\u00a0JPY"),
        (Money(150000, "CHF"), "en", "CHF\u00a01,500.00"),
        (Money(150000, "CHF"), "de", "1.500,00\u00a0CHF"),
        (Money(0, "EUR"), "fr", "0,00\u00a0€"),
        (Money(100, "GBP"), "xx", "£1.00"),
    ],
)
def test_format(amount: Money, language: str, written: str) -> None:
    assert format_money(amount, language) == written


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56 €", Money(123456, "EUR")),
        ("Montant : 1.234,56 EUR TTC", Money(123456, "EUR")),
        ("1,5 M€", Money(150000000, "EUR")),
        ("dix euros", Money(1000, "EUR")),
        ("12 € et 13 €", None),
        ("12", None),
        ("", None),
        ("0,1255 €", None),
        ("500 yen", Money(500, "JPY")),
    ],
)
def test_parse(text: str, amount: Money | None) -> None:
    assert parse_money(text) == amount
