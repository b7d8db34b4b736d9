"""What holds of any question read as a plan: no error, no party and no time of its own, bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain.plan import Plan
from rag.facts.reading import Ambiguous
from tests.rag.facts.test_reading import SELLERS, known, read

QUESTIONS = st.sampled_from(
    [
        "Combien avons-nous payé à Dupont Maintenance en 2024 ?",
        "total HT des factures Thermolys du T3",
        "liste des avoirs",
        "dépenses par fournisseur l'an dernier",
        "top 5 suppliers by spend in 2024",
        "overdue invoices",
        "How much VAT did we pay in Q2 2024?",
        "Quels contrats faut-il dénoncer avant le 1er mars ?",
        "contracts that renew automatically",
        "facture F2024-0187 : quel montant ?",
        "factures de plus de 10 000 €",
    ]
)
# Content words that no phrase knows, far from all words that one does.
STRANGE = st.sampled_from(
    """
    chaises Bordeaux chantier turbine wagons quickly widgets Projekt béton jamais sauf hors sans except without
    kilowatts litiges zzyxx remboursées brouillon
    """.split()  # noqa: SIM905
)


@given(st.text(max_size=500))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    answer = read(text)
    assert answer is None or isinstance(answer, Plan | Ambiguous)


WORDS = """
    combien total facture factures avoirs payé à de du par en 2024 T3 mars Dupont Maintenance Thermolys HT TTC
    TVA 20 % plus grosse moyenne liste top 5 fournisseur mois entre et 1 000 € avant how much many invoices
    overdue by supplier in contracts renew due Kessler spend we did pay last year échues contrat dénoncer ou
    pas sauf
    """.split()  # noqa: SIM905


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_a_plan_has_no_party_and_no_time_that_the_question_lacks(text: str) -> None:
    plan = read(text)
    if not isinstance(plan, Plan):
        return
    for choice in (*plan.sellers, *plan.buyers):
        assert choice.asked.casefold() in text.casefold()
    if plan.period is not None:
        assert any(word in text.split() for word in ("2024", "T3", "mars", "last", "year", "20"))
    for word in ("pas", "sauf"):
        assert word not in text.split()
    if "Dupont" in text.split() or "Kessler" in text.split() or "Thermolys" in text.split():
        assert plan.sellers or plan.buyers


@given(QUESTIONS, STRANGE, st.integers(0, 12))
@settings(max_examples=300, deadline=None)
def test_one_word_more_is_no_plan_for_everybody(question: str, word: str, place: int) -> None:
    """The word is never dropped: there is no plan, or the word is in the name of a party that nobody knows."""
    words = question.split()
    place = min(place, len(words))
    longer = " ".join([*words[:place], word, *words[place:]])
    plan = read(longer)
    if isinstance(plan, Plan):
        named = [choice for choice in (*plan.sellers, *plan.buyers) if word in choice.asked]
        assert named and not any(choice.keys for choice in named), longer


@pytest.mark.parametrize(
    "text",
    [
        "combien de " * 30,
        "facture " * 49,
        "a-t-il " * 55,
        "Dupont Maintenance et " * 18,
        "2024 et " * 50,
        "@p0 @t0 @x " * 35,
        "1 " * 200,
        "F2024-" * 60,
        "(" * 400,
        "entre 1 000 et " * 26,
        "l'" * 200,
        "é" * 400,
    ],
)
def test_hostile_questions_take_bounded_time(text: str) -> None:
    many = SELLERS + known(*(f"Dupont {number} Maintenance SARL" for number in range(300)))
    read(text[:400], many)
    started = time.process_time()
    read(text[:400], many)
    assert time.process_time() - started < 3


def test_a_letter_is_no_question() -> None:
    assert read("Combien avons-nous payé à Thermolys en 2024 ? " + "Merci. " * 100) is None


def test_marks_in_a_question_are_words_like_others() -> None:
    assert read("combien avons-nous payé à @p0 en @t0") is None
