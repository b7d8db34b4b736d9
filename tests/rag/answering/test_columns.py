"""A table's row proves of each column what stands in it, and nothing of another."""

from __future__ import annotations

import pytest

from rag.answering.claims import Draft
from rag.answering.columns import wrong_column
from rag.answering.proofs import Proof
from rag.answering.verification import verify
from rag.domain.answer import WithheldReason
from tests.rag.answering.scripted import passage

CHARGES = (
    "Charge | Bailleur | Preneur\nTaxe foncière | – | 100 %\nGros travaux (article 606) | 100 % | –\n"
    "Taxe bureaux | 50 % | 50 %"
)
LINES = (
    "Désignation | Qté | Unité | PU HT | TVA | Total HT\n"
    "Aérotherme gaz AG-45 | 2 | pièce | 1 845,00 € | 20 % | 3 690,00 €\nPose | 1 | forfait | 863,00 € | 20 % | 863,00 €"
)
DELAYS = "Priority | Response time | Recovery time\nP1 | 4 hours | 12 hours\nP2 | 8 hours | 2 days"


def row(table: str, begins: str) -> Proof:
    start = table.index(begins)
    return Proof(passage(table), start, table.find("\n", start) if "\n" in table[start:] else len(table))


@pytest.mark.parametrize(
    ("claim", "table", "begins"),
    [
        ("La taxe foncière est payée par le bailleur.", CHARGES, "Taxe f"),
        ("Le preneur paie les gros travaux de l'article 606.", CHARGES, "Gros"),
        ("Le total HT de la facture pour les aérothermes gaz est de 1 845,00 €.", LINES, "Aéro"),
        ("The recovery time for P1 is 4 hours.", DELAYS, "P1"),
        ("The response time of P2 incidents is 2 days.", DELAYS, "P2"),
    ],
)
def test_what_stands_in_another_column_is_no_proof(claim: str, table: str, begins: str) -> None:
    assert wrong_column(claim, row(table, begins))


@pytest.mark.parametrize(
    ("claim", "table", "begins"),
    [
        ("La taxe foncière est payée par le preneur.", CHARGES, "Taxe f"),
        ("La taxe foncière n'est pas payée par le bailleur.", CHARGES, "Taxe f"),
        ("Le bailleur et le preneur paient chacun 50 % de la taxe bureaux.", CHARGES, "Taxe b"),
        ("La taxe foncière est due à 100 %.", CHARGES, "Taxe f"),
        ("Le prix d'un aérotherme gaz est de 1 845,00 €.", LINES, "Aéro"),
        ("Deux aérothermes à 1 845,00 €, soit un total de 3 690,00 €.", LINES, "Aéro"),
        ("Le total HT des aérothermes est de 3 690,00 €.", LINES, "Aéro"),
        ("Le total de la pose est de 863,00 €.", LINES, "Pose"),
        ("The response time for P1 is 4 hours and the recovery time 12 hours.", DELAYS, "P1"),
        ("P1 incidents are answered within 4 hours.", DELAYS, "P1"),
    ],
)
def test_what_stands_in_its_column_is(claim: str, table: str, begins: str) -> None:
    assert not wrong_column(claim, row(table, begins))


def test_where_the_cells_are_not_as_many_as_the_titles_nothing_is_said() -> None:
    table = "Charge | Bailleur | Preneur\nTaxe foncière | – "
    assert not wrong_column("La taxe foncière est payée par le bailleur.", row(table, "Taxe"))
    assert not wrong_column("Le bailleur paie.", Proof(passage("Le bailleur paie."), 0, 17))


def test_such_a_claim_is_withheld() -> None:
    given = passage(CHARGES)
    draft = Draft("La taxe foncière est payée par le bailleur.", "Taxe foncière | – | 100 %", 1)
    assert verify(draft, "Qui paie la taxe foncière ?", [given], [given]) is WithheldReason.CONTRADICTED
    right = Draft("La taxe foncière est payée par le preneur à 100 %.", "Taxe foncière | – | 100 %", 1)
    assert isinstance(verify(right, "Qui paie la taxe foncière ?", [given], [given]), list)
