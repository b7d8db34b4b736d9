"""Who does what, whatever the parties are called, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language import exchanges_agents

FR = (
    "La société Ardelin (le « Bénéficiaire ») et Coralis SAS, ci-après « l'Exploitante », conviennent de ce qui suit. "
    "Agence : Mistral Médias. La Régie garantit au Bénéficiaire un revenu ; l'Annonceur paie le prix."
)
EN = "Sable Quarry Co (the “Depositor”) stores goods at Penrose Stores Ltd (the “Warehouseman”). The Depositor pays."

LONG = (
    "SOFTWARE SUBSCRIPTION AGREEMENT\n\nKELDERTON SOFTWARE GMBH, registered with the register of Munich under"
    ' HRB 247 903, with its office at Ring 8, 80337 Munich, Germany (the "Supplier"); and HALBRANE SAS, registered in'
    ' Nantes, France (the "Client").'
)

EXCHANGED = [
    (LONG, "Kelderton pays the fee.", "The Client pays the fee."),
    (FR, "Coralis s'engage à ne pas révéler les secrets.", "Le Bénéficiaire s'interdit de divulguer les secrets."),
    (FR, "C'est Ardelin qui entretient la turbine.", "L'Exploitante entretient la turbine."),
    (FR, "Les affiches sont posées par l'Annonceur.", "Les affiches sont posées par la Régie."),
    (FR, "Ardelin remet les clés à Coralis.", "Coralis remet les clés à Ardelin."),
    (FR, "Les frais sont à la charge d'Ardelin.", "L'Exploitante supporte les frais."),
    (FR, "Coralis bénéficie d'une remise.", "Une remise est accordée au Bénéficiaire."),
    (FR, "Ardelin verse la redevance à Coralis.", "Coralis verse la redevance à Ardelin."),
    (FR, "L'évacuation est effectuée par Ardelin.", "Coralis assure l'évacuation des gravats."),
    (EN, "Penrose has to insure the goods.", "The Depositor shall insure the goods."),
    (EN, "The Depositor owns the racks and repairs them.", "The Warehouseman inspects the goods and repairs them."),
    (EN, "The goods are inspected by Sable Quarry.", "The Warehouseman inspects the goods."),
    (EN, "Penrose pays Sable Quarry.", "The Depositor pays the storage fee."),
]
THE_SAME = [
    (LONG, "Kelderton keeps backups for thirty-five days.", "The Supplier keeps each backup for thirty-five days."),
    (FR, "Ardelin s'engage à ne rien révéler.", "Le Bénéficiaire s'interdit de divulguer les secrets."),
    (FR, "La turbine est entretenue par Coralis.", "L'Exploitante entretient la turbine."),
    (FR, "Ardelin reçoit une remise de Coralis.", "Coralis accorde une remise au Bénéficiaire."),
    (FR, "Ardelin entretient la turbine.", "Elle entretient la turbine."),
    (FR, "Ardelin entretient la turbine.", "Chaque partie entretient ses machines."),
    (FR, "La turbine est entretenue.", "L'Exploitante entretient la turbine."),
    (FR, "Ardelin paie le prix.", "L'Acheteur paie le prix."),
    (EN, "Sable insures the goods.", "The Depositor shall, at its own cost, insure the goods."),
    (EN, "Penrose's surveyor may attend.", "The Depositor's surveyor may attend."),
    (EN, "The Depositor must be told.", "The Warehouseman shall notify the Depositor in case of loss."),
    (EN, "The Depositor gets its goods back from Penrose.", "The Warehouseman hands the goods to the Depositor."),
]


@pytest.mark.parametrize(("document", "claim", "proof"), EXCHANGED)
def test_another_does_it(document: str, claim: str, proof: str) -> None:
    assert exchanges_agents(claim, proof, f"{document} {proof}")


@pytest.mark.parametrize(("document", "claim", "proof"), THE_SAME)
def test_the_same_does_it_or_it_cannot_be_told(document: str, claim: str, proof: str) -> None:
    assert not exchanges_agents(claim, proof, f"{document} {proof}")


@pytest.mark.parametrize(("document", "claim", "proof"), EXCHANGED)
def test_a_text_exchanges_nothing_with_itself(document: str, claim: str, proof: str) -> None:
    assert not exchanges_agents(claim, claim, document) and not exchanges_agents(proof, proof, document)


@given(st.text(max_size=120), st.text(max_size=120), st.text(alphabet="Aa(«» ,.l'’:\n", max_size=200))
def test_any_text_is_read(claim: str, proof: str, document: str) -> None:
    exchanges_agents(claim, proof, document)


def test_a_long_row_of_capitals_takes_no_time() -> None:
    assert not exchanges_agents("Coralis paie.", "A " * 3000, "Bb (« " * 2000)
