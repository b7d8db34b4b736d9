"""A document that holds none of the names in a question says nothing of whom it asks about, where another does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.extraction import about_the_question
from rag.answering.naming_others import held_by_none, named_elsewhere
from rag.retrieval.search import RankedPassage
from tests.rag.answering.scripted import passage

QUESTION = "Quelle disponibilité Thermolys garantit-elle ?"


def found(text: str, number: int, asked: str = "", title: str = "Contrat", language: str = "fr") -> RankedPassage:
    return replace(passage(text, number, title=title, filename=f"{number}.pdf", language=language), asked=asked)


def freed(text: str, number: int, title: str = "Contrat Thermolys") -> RankedPassage:
    """Of a document that the search knows by the name."""
    return found(text, number, "Quelle disponibilité garantit-elle ?", title)


OWN = freed("Le Prestataire intervient sous quatre heures.", 1)
OTHER = found("Le Prestataire garantit une disponibilité de 99,5 %.", 2, QUESTION, "Contrat Nuagence")


def test_what_names_somebody_else_is_left_out() -> None:
    assert named_elsewhere(QUESTION, [OTHER, OWN]) == {"d2"}
    assert about_the_question(QUESTION, [OTHER, OWN]) == [OWN]


def test_it_stays_where_nobody_holds_the_name() -> None:
    assert named_elsewhere(QUESTION, [OTHER]) == frozenset()
    assert about_the_question(QUESTION, [OTHER]) == [OTHER]


def test_one_that_speaks_of_the_name_is_kept_whatever_its_title() -> None:
    row = found("Fournisseur | Note\nThermolys Services | 68", 3, QUESTION, "Évaluation")
    assert named_elsewhere(QUESTION, [row, OWN]) == frozenset()


def test_any_passage_of_it_may_hold_the_name() -> None:
    more = found("Entre Ateliers Brumeval et Thermolys Services.", 2, QUESTION, "Contrat")
    assert named_elsewhere(QUESTION, [OTHER, more, OWN]) == frozenset()


def test_a_name_by_which_no_document_is_known_tells_nothing() -> None:
    """One's own company stands at the beginning of all contracts, and in few of their passages."""
    asked = "Combien Brumeval paie-t-elle par mois ?"
    speaks = found("Ateliers Brumeval est le Client.", 1, asked)
    silent = found("Le Client paie 10 € par mois.", 2, asked)
    assert named_elsewhere(asked, [speaks, silent]) == frozenset()


def test_of_two_names_one_is_enough() -> None:
    asked = "Comparez les délais de Thermolys et de Nuagence."
    one = found("Quatre heures.", 1, "Comparez les délais et de Nuagence.", "Contrat Thermolys")
    two = found("Deux heures.", 2, "Comparez les délais de Thermolys et", "Contrat Nuagence")
    assert named_elsewhere(asked, [one, two]) == frozenset()


@pytest.mark.parametrize(
    ("question", "freed_of_it", "text", "own"),
    [
        ("Is it under French law?", "Is it under law?", "Le droit est français.", "Governed by French law."),
        ("What was invoiced for March?", "What was invoiced for ?", "Due on 03/04/2024.", "Invoice of March."),
        ("Is work done on a Sunday?", "Is work done on a ?", "Seven days a week.", "Never on a Sunday."),
        ("What does the Supplier owe?", "What does the owe?", "The seller pays.", "The Supplier pays."),
        ("Thermolys garantit-elle cela ?", "garantit-elle cela ?", "Une disponibilité.", "Thermolys garantit."),
    ],
)
def test_what_is_nobodys_name(question: str, freed_of_it: str, text: str, own: str) -> None:
    language = "fr" if "français" in text or "disponibilité" in text else "en"
    other = found(text, 1, question, "Paper", language)
    holding = found(own, 2, freed_of_it, "Other", "fr" if question.startswith("Thermolys") else "en")
    assert named_elsewhere(question, [other, holding]) == frozenset()


def test_plurals_are_the_same_name() -> None:
    asked = "Que louent les Hangars du Levant ?"
    other = found("Le Hangar est loué.", 1, asked, "Bail")
    holding = found("Bail des Hangars.", 2, "Que louent les ?", "Hangars du Levant")
    assert named_elsewhere(asked, [other, holding]) == frozenset()


@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=5))
def test_never_all_that_was_found(question: str, texts: list[tuple[str, str]]) -> None:
    passages = [found(text, number, asked) for number, (text, asked) in enumerate(texts)]
    left = {item.found.passage.document_id for item in passages} - named_elsewhere(question, passages)
    assert left or not passages


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Quel est le préavis du contrat de gardiennage Vigilor ?", True),
        ("Qui est notre interlocuteur chez Elevatis pour les ascenseurs ?", True),
        ("Quel est le préavis du contrat Thermolys ?", False),
        ("Thermolys a-t-elle le même préavis que Vigilor ?", True),
        ("Le préavis de Vigilor est-il celui de Thermolys ?", False),
        ("Quel est le préavis du contrat ?", False),
        ("Vigilor a-t-il un préavis ?", False),
        ("Que dit le contrat du RGPD ?", False),
        ("Le contrat est-il soumis au droit Allemand ?", False),
        ("What notice does the Vigilor agreement ask for?", False),
    ],
)
def test_somebody_whom_no_document_names(question: str, unknown: bool) -> None:
    """The first word has its capital anyway; a document in another language may write the word otherwise."""
    passages = [found("Thermolys : préavis de trois mois, droit français.", 1), found("Le Bailleur loue.", 2)]
    assert bool(held_by_none(question, passages)) is unknown
    assert not held_by_none(question, [])


def test_a_slip_for_a_documents_name_is_nobody_unknown() -> None:
    """The search has put the name right, and asks without it."""
    question = "Quel est le préavis du contrat Thermolis ?"
    assert held_by_none(question, [found("Préavis de trois mois.", 1)])
    assert not held_by_none(question, [found("Préavis de trois mois.", 1, asked="Quel est le préavis ?")])
