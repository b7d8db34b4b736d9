"""Comparison forms and their way back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.language import STOPWORDS, content_words, fold, fold_with_offsets, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été À L’ŒUVRE", "ete a l'oeuvre"),
        ("e\u0301te\u0301", "ete"),
        ("«\u00a0Oui\u202f»", '" oui "'),
        ("a\n\t b\u2009c", "a b c"),
        ("rési-\nliation", "resiliation"),
        ("rési-\r\n   liation", "resiliation"),
        ("rési\u00adliation", "resiliation"),
        ("Saint-\nDenis", "saint- denis"),
        ("2024-\n0187", "2024- 0187"),
        ("ﬁn de l’aﬀaire", "fin de l'affaire"),
        ("10–20 — 30", "10-20 - 30"),
        ("STRASSE Straße", "strasse strasse"),
        ("１２", "12"),
        ("  bord  ", "bord"),
        ("", ""),
        ("etc…", "etc..."),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=80))
@example("ำ")
def test_offsets_are_in_order_and_fold_is_stable(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert fold(text) == folded
    assert folded == fold(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)
    assert fold(folded) == folded


@given(st.text(alphabet="abcéÉœ’ -\u00a01234,", max_size=60))
def test_each_folded_character_comes_from_its_offset(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    for char, offset in zip(folded, offsets, strict=True):
        assert char in (fold(text[offset]) or " ")


def test_words() -> None:
    assert words("L'article 7.2 d’œuvre") == ["l", "article", "7", "2", "d", "oeuvre"]


def test_content_words() -> None:
    assert content_words("Quel est le montant de la facture ?") == ["montant", "facture"]
    assert content_words("What is the notice period?") == ["notice", "period"]
    assert all(fold(word) == word for word in STOPWORDS)
