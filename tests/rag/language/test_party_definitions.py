"""Which company a contract calls by which word, in French and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.party_definitions import defined_parties

_PERSON = "dont le siège est 8 quai du Port, 44000 Nantes, RCS Nantes 512 345 678, représentée par Madame Léa Morvan"
DEFINED = [
    (
        f"BAIL COMMERCIAL\n\nEntre\n\nLa SCI Les Genêts, {_PERSON}, ci-après « le Bailleur »,\n\net\n\nla société"
        f" Halbrane, société par actions simplifiée, {_PERSON}, ci-après dénommée « le Preneur ».",
        [("La SCI Les Genêts", "Bailleur"), ("Halbrane", "Preneur")],
    ),
    (
        "SOFTWARE SUBSCRIPTION AGREEMENT\n\nKELDERTON SOFTWARE GMBH, registered with the commercial register of Munich"
        ' under HRB 1, with its office at Ring 8, 80337 Munich, Germany (the "Supplier"); and\n\nHALBRANE SAS,'
        ' registered in Nantes, France (the "Client").',
        [("KELDERTON SOFTWARE GMBH", "Supplier"), ("HALBRANE SAS", "Client")],
    ),
    (
        'This Agreement (the "Agreement") is made between: (1) MARLOW & PIKE LTD, a company incorporated in Ireland,'
        ' whose office is at 2 Quay Street, Cork ("Marlow & Pike"); and (2) HALBRANE SAS ("Halbrane").',
        [("MARLOW & PIKE LTD", "Marlow & Pike"), ("HALBRANE SAS", "Halbrane")],
    ),
    (
        "Le contrat est conclu entre Astrelle Mutuelle, société d'assurance mutuelle, ci-après « l'Assureur », et la"
        " société Halbrane, représentée par Monsieur Yves Caro, ci-après « l'Assuré ».",
        [("Astrelle Mutuelle", "Assureur"), ("Halbrane", "Assuré")],
    ),
    (
        "Préambule\n\nHalbrane SAS, ci-après l'Entreprise, emploie deux cents personnes. La Tablée du Lac, société"
        " coopérative, ci-après « la Tablée », prépare les repas.",
        [("Halbrane SAS", "Entreprise"), ("La Tablée du Lac", "Tablée")],
    ),
    (
        "between Halbrane SAS, a French company, and Senvelle Botanicals BV, a Dutch company (the Buyer)",
        [("Senvelle Botanicals BV", "Buyer")],
    ),
    ('Northwick Alloys (the "Supplier") sells.', [("Northwick Alloys", "Supplier")]),
    (
        "Calvane Lumière, dont le siège est à Lyon, ci-après « Calvane »,",
        [("Calvane Lumière", "Calvane")],
    ),
    (
        "This Loan Agreement is made between the Fairmont Museum Trust (Lender) and the City Gallery (Borrower).",
        [("Fairmont Museum Trust", "Lender"), ("City Gallery", "Borrower")],
    ),
    (
        "La maison Delorne Vins (le Mandant) charge M. Karim Benas (l'Agent) de la vente, à Nantes (France).",
        [("Delorne Vins", "Mandant"), ("Karim Benas", "Agent")],
    ),
    ("the records of Tidewell Games (the Licensee)", [("Tidewell Games", "Licensee")]),
    ("La société Ardelle (le « Bénéficiaire ») exploite la turbine.", [("Ardelle", "Bénéficiaire")]),
    ("Brasserie de la Sûre SRL, à Arlon (« le Concédant »)", [("Brasserie de la Sûre SRL", "Concédant")]),
]


@pytest.mark.parametrize(("text", "parties"), DEFINED)
def test_the_company_is_told_from_titles_towns_and_persons(text: str, parties: list[tuple[str, str]]) -> None:
    assert [(party.name, party.part) for party in defined_parties(text)] == parties


@pytest.mark.parametrize(
    "text",
    [
        "Le mot « Client » est un nom.",
        'This Master Services Agreement (the "Agreement") is made today.',
        'access to an online service (the "Platform").',
        "BAIL COMMERCIAL\n\nles locaux désignés ci-après.",
        "représentée par Monsieur Yves Caro, ci-après « le Gérant »",
        "représentée par son gérant, Monsieur Yves Caro, ci-après « le Gérant »",
        "représentée par sa gérante Mme Léa Morvan, ci-après « la Gérante »",
        "représentée par son gérant M. Yves Caro, ci-après « le Gérant »",
        "un hangar situé à Valbrune (le « Site »)",
        "8 quai du Port, 44000 Nantes, ci-après « le Preneur »",
        "«" * 5000,
        "(the " * 3000,
    ],
)
def test_what_defines_no_company_is_none(text: str) -> None:
    assert list(defined_parties(text)) == []


@given(st.text(alphabet='ABCab éÉ,.;:()«»"\n 12', max_size=300))
def test_it_never_fails_and_gives_words_of_the_text(text: str) -> None:
    assert all(party.name in text and party.part in text for party in defined_parties(text))
