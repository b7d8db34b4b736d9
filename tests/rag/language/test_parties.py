"""Who does what, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import parties_by_name, swaps_parties

FR = (
    "ENTRE LES SOUSSIGNÉS\n\nAteliers Brumeval SAS, société par actions simplifiée au capital de 100 000 €, dont le "
    "siège est à Valbrume, ci-après désignée « le Client »,\n\net\n\nNuagence SARL, représentée par Marie "
    "Durand, ci-après « le Prestataire »,\n\nci-après ensemble « les Parties »."
)
EN = (
    "(1) Northwick Alloys Limited, a private limited company (VAT No. GB 123) whose office is at 1 High Street, Leeds "
    '(the "Supplier"); and\n\n(2) Ateliers Brumeval SAS, a French company at Valbrume (the “Buyer”).'
)

SWAPPED = [
    ("Le Client garantit une disponibilité de 99,5 %.", "4.1 Le Prestataire garantit une disponibilité de 99,5 %."),
    ("Le prestataire verse un acompte.", "Le Client verse au Prestataire un acompte de 30 %."),
    ("Brumeval notifie toute violation.", "Le Prestataire notifie au Client toute violation de données."),
    ("Le Client est prévenu par Brumeval.", "Le Client est prévenu par le Prestataire."),
    ("Le congé est adressé au Preneur.", "Le congé est adressé au Bailleur par lettre recommandée."),
    ("The Buyer shall grant a rebate of 3%.", "The Supplier shall grant a rebate of 3% to the Buyer."),
    ("On request, the Discloser shall return the samples.", "On request the Recipient shall return the samples."),
    ("Northwick undertakes to purchase 48 tonnes.", "2.3 The Buyer undertakes to purchase at least 48 tonnes."),
    ("The tenant insures the building.", "The Landlord insures the building. The Tenant pays the premium."),
    ("The premium is paid by the Landlord.", "The premium is paid by the Tenant each year."),
]
SAME = [
    ("Le Prestataire garantit 99,5 %.", "4.1 Le Prestataire garantit une disponibilité mensuelle de 99,5 %."),
    ("Nuagence garantit 99,5 %.", "Le Prestataire garantit au Client une disponibilité de 99,5 %."),
    ("Le Client reçoit un avoir.", "Le Prestataire émet un avoir au profit du Client."),
    ("L'acompte est versé par le Client.", "Le Client verse au Prestataire un acompte de 30 %."),
    ("Le fournisseur répond sous 4 heures.", "Le Prestataire répond sous 4 heures."),
    ("Les ateliers sont entretenus par Nuagence.", "Les ateliers du Client sont entretenus par le Prestataire."),
    ("The Supplier shall grant a rebate.", "The Supplier shall grant the Buyer a rebate of 3%."),
    ("The Buyer receives a rebate.", "The Supplier shall grant a rebate of 3% to the Buyer."),
    ("Northwick grants a rebate.", "The Supplier grants a rebate, at the Buyer's request."),
    (
        "The Agreement grants the Recipient no right.",
        "Nothing grants any right; the property of the Discloser remains.",
    ),
    ("The Recipient shall destroy the copies.", "At the Discloser's request, the Recipient shall destroy the copies."),
    ("The price is 300 EUR.", "The Supplier invoices the Buyer 300 EUR."),
]


def test_a_contract_says_which_company_has_which_part() -> None:
    assert parties_by_name(FR) == {"Ateliers Brumeval SAS": "Client", "Nuagence SARL": "Prestataire"}
    assert parties_by_name(EN) == {"Northwick Alloys Limited": "Supplier", "Ateliers Brumeval SAS": "Buyer"}


@pytest.mark.parametrize(
    "text",
    ['the "Agreement"', "Le mot « Client » est un nom.", 'Acme (the "Purpose")', "ci-après « le Client »", "«" * 5000],
)
def test_what_defines_no_party_is_none(text: str) -> None:
    assert parties_by_name(text) == {}


@pytest.mark.parametrize(("claim", "proof"), SWAPPED)
def test_the_other_side_does_it(claim: str, proof: str) -> None:
    assert swaps_parties(claim, proof, parties_by_name(FR) | parties_by_name(EN))


@pytest.mark.parametrize(("claim", "proof"), SAME)
def test_the_same_side_does_it_or_nothing_can_be_told(claim: str, proof: str) -> None:
    assert not swaps_parties(claim, proof, parties_by_name(FR) | parties_by_name(EN))


@given(st.sampled_from([text for pair in SWAPPED + SAME for text in pair]))
def test_a_sentence_agrees_with_itself(text: str) -> None:
    assert not swaps_parties(text, text, parties_by_name(FR) | parties_by_name(EN))


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read(claim: str, proof: str) -> None:
    assert swaps_parties(claim, proof, parties_by_name(claim)) in (True, False)
