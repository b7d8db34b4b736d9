"""Guessing the language."""

from __future__ import annotations

import pytest

from rag.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quel est le montant ?", "fr"),
        ("Qui sont les parties au contrat ?", "fr"),
        ("Quelle est la durée du préavis ?", "fr"),
        ("Combien a facturé la société Martin en 2024 ?", "fr"),
        ("Quand le contrat prend-il fin ?", "fr"),
        ("What is the notice period?", "en"),
        ("Who signed the agreement?", "en"),
        ("How much did we pay in 2024?", "en"),
        ("When does the contract end?", "en"),
        ("Which law governs this agreement?", "en"),
        ("Wie hoch ist der Rechnungsbetrag?", "de"),
        ("Wann endet der Vertrag mit Siemens?", "de"),
        ("¿Cuál es el plazo de preaviso?", "es"),
        ("Cuanto es el importe de la factura", "es"),
        ("", "fr"),
        ("12345", "fr"),
        ("xyzzy", "fr"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect_language(text) == language
