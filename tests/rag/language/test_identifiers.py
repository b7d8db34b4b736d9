"""Identifiers and references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.fr import siren

from rag.language import find_identifiers

HEADS = st.integers(10_000_000, 99_999_999).map(str)
SIRENS = HEADS.map(lambda head: head + luhn.calc_check_digit(head))
SPACES = st.sampled_from([" ", "\u00a0", "\u202f"])


def changed(number: str, place: int, change: int) -> str:
    """The number with one digit changed."""
    at = place % len(number)
    return number[:at] + str((int(number[at]) + change) % 10) + number[at + 1 :]


def grouped(number: str, space: str) -> str:
    """Groups of three."""
    return space.join(number[at : at + 3] for at in range(0, len(number), 3))


@given(SIRENS, SPACES, st.integers(0, 8), st.integers(1, 9))
def test_siren(number: str, space: str, place: int, change: int) -> None:
    (found,) = find_identifiers(f"SIREN : {grouped(number, space)}")
    assert (found.kind, found.value, found.valid) == ("siren", number, True)
    (wrong,) = find_identifiers(f"SIREN : {grouped(changed(number, place, change), space)}")
    assert (wrong.kind, wrong.valid) == ("siren", False)
    assert find_identifiers(f"total {grouped(changed(number, place, change), space)}") == []


@given(SIRENS, st.integers(0, 9999), SPACES, st.integers(0, 13), st.integers(1, 9))
def test_siret(head: str, office: int, space: str, place: int, change: int) -> None:
    if head == "356000000":
        return
    body = f"{head}{office:04}"
    number = body + luhn.calc_check_digit(body)
    (found,) = find_identifiers(f"SIRET {grouped(number[:9], space)}{space}{number[9:]}")
    assert (found.kind, found.value, found.valid) == ("siret", number, True)
    (wrong,) = find_identifiers(f"SIRET {changed(number, place, change)}")
    assert (wrong.kind, wrong.valid) == ("siret", False)


@given(SIRENS, st.integers(0, 10), st.integers(1, 9))
def test_french_vat(number: str, place: int, change: int) -> None:
    digits = siren.to_tva(number)
    (found,) = find_identifiers(f"TVA intracommunautaire FR{digits}")
    assert (found.kind, found.value, found.valid) == ("vat", f"FR{digits}", True)
    (wrong,) = find_identifiers(f"TVA intracommunautaire FR{changed(digits, place, change)}")
    assert (wrong.kind, wrong.valid) == ("vat", False)


@given(st.integers(0, 10**18 - 1), st.integers(0, 17), st.integers(1, 9), SPACES)
def test_iban(account: int, place: int, change: int, space: str) -> None:
    body = f"{account:018}"
    number = f"DE{iban.calc_check_digits('DE00' + body)}{body}"
    spaced = space.join(number[at : at + 4] for at in range(0, 22, 4))
    (found,) = find_identifiers(f"IBAN : {spaced}")
    assert (found.kind, found.value, found.valid) == ("iban", number, True)
    (wrong,) = find_identifiers(f"IBAN : {number[:4]}{changed(body, place, change)}")
    assert (wrong.kind, wrong.valid) == ("iban", False)


@pytest.mark.parametrize(
    ("text", "kind", "value", "valid"),
    [
        ("SIRET 356 000 000 49837", "siret", "35600000049837", True),
        ("SIRET 356 000 000 49838", "siret", "35600000049838", False),
        ("732829320", "siren", "732829320", True),
        ("RCS Paris B 732 829 320", "siren", "732829320", True),
        ("SIREN 123 456 789", "siren", "123456789", False),
        ("FR 44 732 829 320", "vat", "FR44732829320", True),
        ("TVA FR 45 732 829 320", "vat", "FR45732829320", False),
        ("BE0697449992", "vat", "BE0697449992", True),
        ("VAT: DE136695976", "vat", "DE136695976", True),
        ("FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP", "iban", "FR7630006000011234567890189", True),
        ("IBAN FR76 3000 6000 0112 3456 7890 188", "iban", "FR7630006000011234567890188", False),
        ("BE31 4354 1116 1155 dont", "iban", "BE31435411161155", True),
        ("facture F2024-0187.", "reference", "F2024-0187", True),
        ("FA-2026-0001", "reference", "FA-2026-0001", True),
        ("(mnt-2023-014)", "reference", "MNT-2023-014", True),
        ("contrat n° 2024/0012", "reference", "2024/0012", True),
        ("FA_2024_7", "reference", "FA_2024_7", True),
        ("art. L. 441-10", "reference", "L441-10", True),
        ("article 1231-5", "reference", "1231-5", True),
        ("INV10023", "reference", "INV10023", True),
    ],
)
def test_one(text: str, kind: str, value: str, valid: bool) -> None:
    assert [(each.kind, each.value, each.valid) for each in find_identifiers(text)] == [(kind, value, valid)]


@pytest.mark.parametrize(
    "text",
    [
        "31-12-2024",
        "2024-12-31",
        "12/2024",
        "10-20",
        "2024-2025",
        "1 234,56",
        "12 345 678,90 €",
        "732 829 320 €",
        "732 829 321",
        "30-day",
        "100eur",
        "EUR100",
        "24h/24"[:3],
        "122nd",
        "a@b1234.fr",
        "A4",
        "7.2.1",
        "12345",
        "50/50",
        "le prix DE 136 695 976",
        "",
    ],
)
def test_none(text: str) -> None:
    found = find_identifiers(text)
    assert [each for each in found if each.kind != "siren"] == []
    assert not [each for each in found if each.kind == "siren" and "732" in text]


@given(st.text(alphabet="FRDE0123456789 -/.ab", max_size=50))
def test_spans_stand_apart(text: str) -> None:
    end = 0
    for found in find_identifiers(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
