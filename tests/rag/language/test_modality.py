"""Duties made of freedoms, and freedoms of duties, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import shifts_duty

SHIFTED = [
    ("Le client est obligé de résilier.", "Le client pourra résilier le contrat de plein droit."),
    ("Le client doit résilier.", "Le client peut résilier, moyennant un préavis de trois mois."),
    ("The Architect must appoint a consultant.", "The Architect may, with consent, appoint a consultant."),
    ("The Customer has to audit the controls.", "The Customer may audit the controls once a year."),
    ("Le prestataire est libre de corriger ou non.", "Le prestataire est tenu de corriger les anomalies."),
    ("Les parties peuvent tenter une médiation si elles le souhaitent.", "Les parties doivent tenter une médiation."),
    ("Sending the proof back is optional.", "The proof must be sent back signed."),
    ("The Supplier is not required to reply.", "The Supplier shall reply within two days."),
    ("Le comité doit rendre la vaisselle propre.", "La vaisselle est rendue propre ou non, au choix du comité."),
    ("L'acheteuse est obligée d'accepter le lot.", "L'acheteuse n'est pas tenue d'accepter le lot."),
]
UNSHIFTED = [
    ("Le client doit envoyer une lettre pour résilier.", "Le client peut résilier par lettre recommandée."),
    ("Le client peut résilier.", "Le client doit résilier par lettre."),
    ("Le client est tenu de payer.", "Le client paie à trente jours."),
    ("The Buyer must give notice of three months.", "The Buyer may terminate on three months' notice."),
    ("The Supplier is not required to reply.", "The Supplier need not reply."),
    ("Le locataire est libre de partir.", "Le locataire peut partir à tout moment."),
    ("The Tenant must insure the building.", "The Tenant shall insure the building and may choose the insurer."),
    ("Il est interdit de fumer.", "Nul ne peut fumer."),
]


@pytest.mark.parametrize(("claim", "proof"), SHIFTED)
def test_a_duty_is_shifted(claim: str, proof: str) -> None:
    assert shifts_duty(claim, proof)


@pytest.mark.parametrize(("claim", "proof"), UNSHIFTED)
def test_none_is_shifted(claim: str, proof: str) -> None:
    assert not shifts_duty(claim, proof)


@pytest.mark.parametrize(("claim", "proof"), SHIFTED)
def test_a_text_shifts_nothing_against_itself(claim: str, proof: str) -> None:
    assert not shifts_duty(claim, claim) and not shifts_duty(proof, proof)


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_text_is_read(claim: str, proof: str) -> None:
    shifts_duty(claim, proof)
