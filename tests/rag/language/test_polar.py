"""Which questions want a yes or no, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import is_polar


@pytest.mark.parametrize(
    "question",
    [
        "May we sublet the offices?",
        "Is there a penalty for late delivery?",
        "Doesn't the Tenant pay the property tax?",
        "Under the lease, must the Tenant insure the premises?",
        "Must the Supplier give notice when it is late?",
        "Le bail est-il cessible ?",
        "Est-ce que le bail est cessible ?",
        "Avons-nous le droit de sous-louer ?",
        "Faut-il un bon de commande ?",
        "Y a-t-il une clause de non-concurrence ?",
        "Dans le contrat Nuagence, peut-on résilier avant terme ?",
        "Les prix sont-ils révisables ?",
    ],
)
def test_questions_of_yes_or_no(question: str) -> None:
    assert is_polar(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who pays the property tax?",
        "How much is the rent?",
        "Can you tell me how much the rent is?",
        "Does the lease say when it ends?",
        "Is there a rent-free period, and for how long?",
        "Quel préavis doit-on respecter ?",
        "À quelle date le bail finit-il ?",
        "À partir de quel montant un bon de commande est-il obligatoire ?",
        "Auprès de quelle compagnie le prestataire est-il assuré ?",
        "Y a-t-il une franchise, et pour combien de mois ?",
        "Combien avons-nous payé ?",
        "Que doit-on payer ?",
        "Qui est-il ?",
        "Pouvez-vous me dire la date d'échéance ?",
        "Préavis de résiliation du bail",
        "The Tenant pays the rent.",
    ],
)
def test_other_questions(question: str) -> None:
    assert not is_polar(question)


@given(st.text(max_size=300))
def test_it_never_fails(question: str) -> None:
    assert is_polar(question) in (True, False)


@pytest.mark.parametrize(
    "text", ["est-" * 5000, "Under " + "the lease " * 5000 + "?", "a " * 20000 + "-il", "-il" * 9000]
)
def test_long_questions_are_no_work(text: str) -> None:
    assert is_polar(text) in (True, False)
