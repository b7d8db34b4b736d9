# ruff: noqa: E501
"""Which companies a contract is between, where its head is no usual one; and what is none of them."""

from __future__ import annotations

import pytest

from ingest.extraction.contracts import extract_contract
from ingest.parsing import Limits, parse
from rag.domain.contract import Contract

LIMITS = Limits(max_pages=500, max_chars=10_000_000)

_ARTICLES = (
    "\n\n1. Objet\n\nLe prestataire fournit le service.\n\n2. Durée\n\nLe contrat est conclu pour une durée de trois ans."
    "\n\n3. Droit\n\nLe contrat est soumis au droit français."
)
WHO = {
    "in one sentence about the premises": (
        "BAIL COMMERCIAL\n\nLa SCI Les Genêts, au capital de 15 000 euros, ayant son siège 8 chemin du Lac, 42740 Arzon,"
        " représentée par sa gérante Mme Léa Morvan, ci-après « la Bailleresse »,\n\ndonne à bail à la société Halbrane"
        " SAS, 3 allée des Forges, 42400 Nantes, représentée par son président M. Yves Caro, ci-après « la Preneuse », les"
        f" locaux dont la désignation suit.{_ARTICLES}",
        [("SCI Les Genêts", "Bailleresse"), ("Halbrane SAS", "Preneuse")],
    ),
    "after a label, each with its abbreviation": (
        "ACCORD-CADRE DE MISE À DISPOSITION\n\nParties : Intervale Emploi, entreprise de travail temporaire, agence de"
        f" Nantes (« ETT ») ; Halbrane SAS (« EU », pour entreprise utilisatrice).{_ARTICLES}",
        [("Intervale Emploi", "ETT"), ("Halbrane SAS", "EU")],
    ),
    "two lines": (
        'FRAMEWORK AGREEMENT FOR TRANSLATION SERVICES\n\nLexiane Translations LLP, 5 Pilgrim Court, Bristol ("the'
        ' Agency")\nHalbrane SAS, 18 rue des Tanneurs, Nantes, France ("the Customer")\n\n1. Orders\n\nThe Customer sends'
        " each text.\n\n2. Law\n\nThis agreement is governed by English law.",
        [("Lexiane Translations LLP", "Agency"), ("Halbrane SAS", "Customer")],
    ),
    "concluded on a day, signed by persons": (
        "MARCHÉ PRIVÉ DE COLLECTE DES DÉCHETS\n\nConclu le 3 février 2025 entre RECYLAC SA, dont le siège est 2 rue du Gier"
        " à Arzon, et HALBRANE SAS, dont le siège est 3 allée des Forges à Nantes.\n\nClause première. Étendue\n\nRecylac"
        " enlève les déchets.\n\nPour Recylac : Mme Léa Morvan, directrice, et M. Yves Caro pour Halbrane.",
        [("RECYLAC SA", None), ("HALBRANE SAS", None)],
    ),
    "particular conditions": (
        "COVIA - CONDITIONS PARTICULIÈRES DE MAINTENANCE\n\nClient : Halbrane SAS, Nantes\nÉditeur : Covia SARL, 27 quai"
        f" Bleu, 69002 Lyon{_ARTICLES}",
        [("Halbrane SAS", "Client"), ("Covia SARL", "Éditeur")],
    ),
}


def read(text: str) -> Contract | None:
    return extract_contract(parse(text.encode(), "contract.txt", LIMITS))


@pytest.mark.parametrize("head", WHO)
def test_who_agrees(head: str) -> None:
    text, parties = WHO[head]
    contract = read(text)
    assert contract is not None
    assert [(party.name, party.role) for party in contract.parties] == parties


def test_both_together_are_no_third_party() -> None:
    contract = read(
        "ACCORD DE CONFIDENTIALITÉ\n\nEntre\n\nLa société Calvane, société par actions simplifiée, dont le siège est à Lyon,"
        " ci-après « Calvane »,\n\nEt\n\nLa société Halbrane, société par actions simplifiée, dont le siège est à Nantes,"
        f" ci-après « Halbrane ».\n\nCi-après désignées ensemble « les Parties » et « la Partie ».{_ARTICLES}"
    )
    assert contract is not None
    assert [party.name for party in contract.parties] == ["Calvane", "Halbrane"]


def test_persons_are_parties_where_they_agree_and_sign_where_companies_do() -> None:
    text = "CONTRAT DE PRÊT\n\nEntre {}, {} et Mme Léa Morvan, il est convenu ce qui suit." + _ARTICLES
    friends, companies = (
        read(text.format("M. Yves Caro", "M. Jean Tal")),
        read(text.format("Calvane SA", "Halbrane SAS")),
    )
    assert friends is not None and companies is not None
    assert [party.name for party in friends.parties] == ["M. Yves Caro", "M. Jean Tal", "Mme Léa Morvan"]
    assert [party.name for party in companies.parties] == ["Calvane SA", "Halbrane SAS"]


def test_what_else_a_head_defines_is_no_party() -> None:
    contract = read(
        'FRAMEWORK AGREEMENT FOR TRANSLATION SERVICES\n\nLexiane Translations LLP, Bristol ("the Agency")\nHalbrane SAS, Nantes'
        ' ("the Customer")\nThe pages of Corvane SA (the "Project") are shown on its own Website (the "Network").\n\n1. Orders\n\n'
        "The Customer sends each text.\n\n2. Law\n\nThis agreement is governed by English law."
    )
    assert contract is not None
    assert [party.name for party in contract.parties] == ["Lexiane Translations LLP", "Halbrane SAS"]


def test_an_underlease_is_a_lease() -> None:
    contract = read(
        'UNDERLEASE OF WAREHOUSE PREMISES\n\n(1) DUNE LOGISTICS LIMITED, Immingham (the "Landlord"); and\n(2) HALBRANE SAS, Nantes'
        ' (the "Tenant").\n\n1. Rent\n\nThe rent is paid each quarter.\n\n2. Law\n\nThis deed is governed by English law.'
    )
    assert contract is not None and contract.kind == "lease"
