"""Who bears a duty, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import parties_by_name, swaps_bearers

PARTS = parties_by_name('(1) Northwick Alloys Limited (the "Supplier"); and (2) Ateliers Brumeval SAS (the “Buyer”).')
SWAPPED = [
    ("The Disclosing Party shall destroy all copies.", "Upon request the Receiving Party shall return the documents."),
    ("The Discloser may retain a copy.", "One copy may be kept by the Recipient in its files."),
    ("The Buyer must tell the carrier.", "The Supplier and its agents shall inform the carrier."),
    ("Brumeval shall inform the carrier.", "The Supplier shall give notice to the carrier."),
    ("The report must be returned by the Discloser.", "The Recipient agrees to hand back the report."),
    ("The Discloser may develop the same.", "It does not extend to what the Recipient develops independently."),
    ("Le Client doit prévenir l'assureur.", "Le Prestataire est tenu d'avertir l'assureur."),
    ("Le Preneur doit repeindre la façade.", "Le Bailleur s'engage à ravaler la façade."),
]
SAME = [
    ("The Receiving Party shall destroy all copies.", "The Receiving Party shall return the documents."),
    ("The Disclosing Party shall destroy all copies.", "Each party shall return the other's documents."),
    ("The Disclosing Party shall destroy all copies.", "The Recipient may copy; the Discloser must be told."),
    ("The Supplier shall inform the carrier.", "Northwick shall give notice to the carrier."),
    ("The Buyer receives a rebate.", "The Supplier shall grant a rebate."),
    ("The Buyer must tell the carrier.", "Notice must be given to the Supplier."),
    ("The carrier must be told.", "The Supplier shall inform the carrier."),
    ("Le Client doit payer.", "Le Locataire doit payer."),
    ("Le Client peut résilier.", "Les parties peuvent résilier. Le Prestataire doit être averti."),
]


@pytest.mark.parametrize(("claim", "proof"), SWAPPED)
def test_the_other_side_bears_it(claim: str, proof: str) -> None:
    assert swaps_bearers(claim, proof, PARTS)


@pytest.mark.parametrize(("claim", "proof"), SAME)
def test_the_same_side_bears_it_or_nothing_can_be_told(claim: str, proof: str) -> None:
    assert not swaps_bearers(claim, proof, PARTS)


@given(st.sampled_from([text for pair in SWAPPED + SAME for text in pair]))
def test_a_sentence_agrees_with_itself(text: str) -> None:
    assert not swaps_bearers(text, text, PARTS)


@given(st.text(max_size=300), st.text(max_size=300))
def test_it_never_fails(claim: str, proof: str) -> None:
    assert swaps_bearers(claim, proof, PARTS) in (True, False)
