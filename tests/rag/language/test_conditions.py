"""Conditions and exceptions that a claim leaves out or denies, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import drops_condition

DROPPED = [
    ("La garantie joue même si le client a tort.", "La garantie joue, sauf faute du client."),
    ("The deposit is repaid even if the goods are damaged.", "The deposit is repaid unless the goods are damaged."),
    ("The fee is due in all cases.", "The fee is due, except in the first month."),
    ("The Tenant may leave even if rent is unpaid.", "The Tenant may leave, provided that all rent has been paid."),
    ("Le tarif couvre tout, y compris les pneus.", "Le tarif couvre l'entretien, à l'exception des pneus."),
    ("Opened goods can never be returned.", "Opened goods may not be returned unless they are faulty."),
    ("The Supplier may assign without consent.", "The Supplier shall not assign without the Buyer's consent."),
    ("Filmer est permis sans autorisation.", "Il est interdit de filmer, sauf autorisation écrite."),
    ("Il peut sous-traiter sans agrément.", "Il peut sous-traiter, sous réserve d'obtenir l'agrément du client."),
    ("She may use it in any product, not only here.", "She may use it solely as part of the Software."),
    ("Seul le siège est concerné.", "Le siège et les agences sont concernés."),
    ("Le preneur peut partir à tout moment.", "Le preneur peut partir à l'expiration de chaque période."),
]
KEPT = [
    ("Le loyer est dû même en cas de fermeture.", "Le loyer est dû même en cas de fermeture, sauf force majeure."),
    ("The Supplier may not assign without consent.", "The Supplier may assign only with the Buyer's consent."),
    ("Sans demande écrite, l'avoir n'est pas accordé.", "L'avoir n'est accordé que sur demande écrite."),
    ("Il résilie sans pénalité.", "Il peut résilier sans pénalité, à condition de prévenir."),
    ("Only the Buyer may audit.", "The Buyer alone may audit."),
    ("The fee is due.", "The fee is due, except in the first month."),
    ("She may share it with advisers, including lawyers.", "She shall not share it, except with lawyers."),
    ("Copies may be kept even after return.", "All is returned; provided, however, that one copy may be kept."),
    ("Le preneur peut partir à tout moment.", "Le preneur peut partir à tout moment, au terme d'un préavis."),
]


@pytest.mark.parametrize(("claim", "proof"), DROPPED)
def test_a_condition_is_dropped(claim: str, proof: str) -> None:
    assert drops_condition(claim, proof, proof)


@pytest.mark.parametrize(("claim", "proof"), KEPT)
def test_none_is_dropped(claim: str, proof: str) -> None:
    assert not drops_condition(claim, proof, proof)


def test_another_sentence_of_the_passage_may_make_the_exception() -> None:
    claim, proof = "Le plafond vaut même en cas de faute lourde.", "La responsabilité est plafonnée à 10 000 euros."
    assert drops_condition(claim, proof, f"{proof} Ce plafond ne joue pas en cas de faute lourde.")
    assert not drops_condition(claim, proof, f"{proof} Le contrat est conclu pour trois ans.")


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_text_is_read_and_none_drops_its_own(claim: str, proof: str) -> None:
    drops_condition(claim, proof, proof)
