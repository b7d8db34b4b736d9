"""Borders of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import sentences


@pytest.mark.parametrize(
    "text",
    [
        "Voir art. 7 et n° 12 du contrat.",
        "La facture de M. Dupont et de Mme. Durand est due.",
        "La Sté. Martin S.A.S. Paris est tenue.",
        "La Martin S.A.R.L. Conseil signe.",
        "Acme Inc. Delaware and Beta Ltd. London agree.",
        "Acme Corp. Holdings pays.",
        "See No. 5 of the list.",
        "Fruits, e.g. Apples, i.e. Pommes.",
        "Des frais, p. ex. Transport, sont dus.",
        "Le prix est de 1.234,56 € ou 3.5 %.",
        "La clause 7.2 s'applique.",
        "Signed by J. Smith.",
        "Le 31.12.2024 au plus tard.",
        "Écrire à jean.dupont@exemple.fr ou www.exemple.fr/a.b pour tout.",
        "Une ligne\ncoupée au milieu.",
        "7. Le prix est ferme.",
        "Article 7. Le prix est ferme.",
        "Section 7.2. The price is firm.",
        "Des pièces, etc. Tout est dû.",
        "Le délai est de\n30 jours.",
        "Il part... mais revient.",
        "art. L. 441-10 du code.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert sentences(text) == [(0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un prix. Un délai.", ["Un prix.", "Un délai."]),
        ("Quel prix ? Aucun !", ["Quel prix ?", "Aucun !"]),
        ("Titre\n\nTexte", ["Titre", "Texte"]),
        ("Liste :\n- un\n- deux", ["Liste :", "- un", "- deux"]),
        ("Liste :\n• un\n• deux", ["Liste :", "• un", "• deux"]),
        ("Items:\n1. one\n2. two", ["Items:", "1. one", "2. two"]),
        ("Items:\na) one\n(b) two", ["Items:", "a) one", "(b) two"]),
        ("un ;\ndeux ; trois", ["un ;", "deux ; trois"]),
        ("Fin.\n7.2 Durée du contrat", ["Fin.", "7.2 Durée du contrat"]),
        ("Il dit « oui. » Puis non.", ["Il dit « oui. »", "Puis non."]),
        ("The answer is no. The end.", ["The answer is no.", "The end."]),
        ("It ended in 2024. It began in 2020.", ["It ended in 2024.", "It began in 2020."]),
        ("Dû. 30 jours après.", ["Dû.", "30 jours après."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_borders(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet="aA1.;!? \n-)é•\u00a0", max_size=80))
def test_every_character_is_in_exactly_one(text: str) -> None:
    spans = sentences(text)
    inside = [index for start, end in spans for index in range(start, end)]
    assert inside == sorted(set(inside))
    assert {index for index, char in enumerate(text) if not char.isspace()} <= set(inside)
