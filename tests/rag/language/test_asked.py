"""What kind of value a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import asked_kinds, holds_kind

ASKED = [
    ("Combien coûte la vidange ?", "amount"),
    ("À combien s'élève la redevance annuelle ?", "amount"),
    ("Quel est le montant TTC de la facture F-1 ?", "amount"),
    ("Quel dépôt de garantie le bail prévoit-il ?", "amount"),
    ("Quelle remise obtient-on au-delà de 60 tonnes ?", "percentage"),
    ("Quel taux de pénalité s'applique ?", "percentage"),
    ("Sous quel délai faut-il répondre ?", "duration"),
    ("Quel est aujourd'hui le délai d'intervention ?", "duration"),
    ("Combien de temps dure la garantie ?", "duration"),
    ("Quand le bail prend-il effet ?", "date"),
    ("Jusqu'à quand le devis est-il valable ?", "date"),
    ("Combien d'appareils sont couverts ?", "number"),
    ("Quel est l'IBAN du fournisseur ?", "iban"),
    ("How much does the visit cost?", "amount"),
    ("What is the price per kg?", "amount"),
    ("What rate of interest applies?", "percentage"),
    ("How long is the warranty?", "duration"),
    ("Within how many days must it be returned?", "duration"),
    ("When does the term end?", "date"),
    ("How many drawings are there?", "number"),
    ("Quelle quantité minimale devons-nous acheter ?", "number"),
    ("What minimum quantity must be bought?", "number"),
]
HELD = {
    "amount": ["Le prix est de 12 450,00 € HT.", "Vidange | 1 | 118,00", "EUR 9.80 per kg"],
    "percentage": ["une pénalité de 10,5 %", "3% on all Products"],
    "duration": ["six mois avant l'échéance", "within thirty days", "30 minutes", "48 heures"],
    "date": ["le 1er janvier 2025", "on March 31, 2026"],
    "number": ["14 aérothermes", "three drawings"],
    "iban": ["IBAN FR76 3000 6000 0112 3456 7890 189"],
}
NOTHING = ["Qui paie la taxe foncière ?", "Le préavis est-il de trois mois ?", "Which court has jurisdiction?", "", "?"]


@pytest.mark.parametrize(("question", "kind"), ASKED)
def test_a_question_asks_for_a_kind_of_value(question: str, kind: str) -> None:
    kinds = asked_kinds(question)
    assert kind in kinds
    assert all(holds_kind(text, kinds) for text in HELD[kind])
    assert not holds_kind("Le Prestataire assure le transfert des services.", kinds)


@pytest.mark.parametrize("question", NOTHING)
def test_other_questions_ask_for_none(question: str) -> None:
    assert asked_kinds(question) == frozenset()
    assert holds_kind("Le Preneur.", asked_kinds(question))


def test_a_year_is_no_quantity() -> None:
    asked = asked_kinds("Quelle quantité minimale devons-nous acheter chaque année ?")
    assert not holds_kind("Il est évalué pour la première fois au titre de l'année 2025.", asked)
    assert not holds_kind("It was signed on 14 April 2023.", asked_kinds("How many tonnes must be bought?"))
    assert holds_kind("En 2025, 48 tonnes.", asked)


def test_an_amount_is_no_rate_and_no_duration() -> None:
    assert not holds_kind("dans la limite de 1 500,00 € HT", asked_kinds("Quel taux est garanti ?"))
    assert not holds_kind("dans la limite de 1 500,00 € HT", asked_kinds("Sous quel délai répond-il ?"))
    assert not holds_kind("30 jours après réception", asked_kinds("Combien coûte la visite ?"))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read(question: str, text: str) -> None:
    assert holds_kind(text, asked_kinds(question)) in (True, False)
