"""Wordings that the grammar declined, or took for something else, when they were first asked (decision 0051)."""

from __future__ import annotations

from typing import Any

import pytest

from rag.domain.plan import Plan
from tests.rag.facts.test_reading import DM, INVOICE_TYPES, KE, TH, Y24, Y25, read, said

SUM_BY_SELLER = {"group_by": "seller"}
FIRST = {"order": "amount", "descending": True, "limit": 1}
LATEST = {"measure": "list", "types": INVOICE_TYPES, "order": "date", "descending": True, "limit": 1}
LISTED = {"measure": "list", "types": INVOICE_TYPES}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Total des achats TTC du mois de mars 2025", {"period": "2025-03-01/2025-03-31"}),
        ("Dépenses de l'année 2024", {"period": Y24}),
        ("total depuis le début de l'année chez Thermolys", {"sellers": [TH], "period": "2026-01-01/"}),
        ("total Thermolys 2024 svp", {"sellers": [TH], "period": Y24}),
        ("Combien chez Thermolys en 2024 ?", {"sellers": [TH], "period": Y24}),
        ("Donne le total par fournisseur pour 2024", {"period": Y24} | SUM_BY_SELLER),
        ("Liste des fournisseurs avec le total facturé en 2025", {"period": Y25} | SUM_BY_SELLER),
        ("Give me a list of suppliers with total spend in 2024", {"period": Y24} | SUM_BY_SELLER),
        ("Nos dépenses 2024 réparties par fournisseur", {"period": Y24} | SUM_BY_SELLER),
        (
            "Détail des dépenses 2024 par fournisseur, du plus gros au plus petit",
            {"period": Y24, "order": "amount", "descending": True} | SUM_BY_SELLER,
        ),
        (
            "Spend by supplier for 2025, highest first",
            {"period": Y25, "order": "amount", "descending": True} | SUM_BY_SELLER,
        ),
        (
            "Which supplier sent us the most invoices in 2024?",
            {"measure": "count", "types": INVOICE_TYPES, "period": Y24} | FIRST | SUM_BY_SELLER,
        ),
        (
            "Quel fournisseur a le plus d'avoirs en 2024 ?",
            {"measure": "count", "types": ["credit_note"], "period": Y24} | FIRST | SUM_BY_SELLER,
        ),
        (
            "Quel est le mois où nous avons le plus dépensé en 2024 ?",
            {"group_by": "month", "period": Y24} | FIRST,
        ),
        (
            "Date de la dernière facture de Thermolys",
            {"sellers": [TH]} | LATEST,
        ),
        (
            "When was the last invoice from Kessler?",
            {"sellers": [KE]} | LATEST,
        ),
        ("Récapitulatif des factures de Thermolys pour 2024", {"sellers": [TH], "period": Y24} | LISTED),
        ("What's our biggest expense in 2024?", {"measure": "maximum", "types": INVOICE_TYPES, "period": Y24}),
        ("How much is due in March 2026?", {"basis": "due", "period": "2026-03-01/2026-03-31"}),
        (
            "Quelles factures devons-nous payer en mars 2026 ?",
            {"basis": "due", "period": "2026-03-01/2026-03-31"} | LISTED,
        ),
        ("Quelle somme avons-nous versée à Dupont Maintenance en 2024 ?", {"sellers": [DM], "period": Y24}),
        ("Invoices dated 5 May 2024", {"measure": "list", "types": INVOICE_TYPES, "period": "2024-05-05/2024-05-05"}),
        ("TVA facturée à 10 % en 2025", {"amount": "vat", "vat_rate": "10", "period": Y25}),
        ("How much VAT at 20% was charged in 2024?", {"amount": "vat", "vat_rate": "20", "period": Y24}),
        (
            "Sum of invoices from Kessler not including credit notes in 2024",
            {"sellers": [KE], "types": INVOICE_TYPES, "period": Y24},
        ),
        ("Who billed us the most last year?", {"period": Y25} | FIRST | SUM_BY_SELLER),
        ("Qui nous a facturé le plus en 2024 ?", {"period": Y24} | FIRST | SUM_BY_SELLER),
        (
            "Qui nous a facturé le moins en 2024 ?",
            {"period": Y24, "order": "amount", "limit": 1} | SUM_BY_SELLER,
        ),
        ("Combien a-t-on dépensé avec Thermolys, tous exercices confondus ?", {"sellers": [TH]}),
        ("Total spend with Kessler, all years combined", {"sellers": [KE]}),
    ],
)  # fmt: skip
def test_now_read(question: str, expected: dict[str, Any]) -> None:
    assert said(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Compare le prix du contrat 2023 et 2024",
        "Compare les dépenses de 2024 et de janvier 2025",
        "Compare 2024 et janvier 2025 chez Thermolys",
        "Quel est le budget 2025 pour Thermolys ?",
        "Total des heures facturées par Thermolys en 2024",
        "Combien Thermolys ?",
        "Liste des fournisseurs",
        "Liste des fournisseurs avec le montant du préavis",
        "When is the first invoice of 2024 from Kessler due?",
        "When was the last payment to Kessler?",
        "Quand a été payée la dernière facture de Thermolys ?",
        "Which supplier sent us the most complaints in 2024?",
        "Quelle amende faut-il payer en 2025 ?",
        "What must we pay if we terminate by March 2026?",
        "Quelle est la plus grosse dépense de formation en 2024 ?",
        "How big is the penalty in 2024?",
    ],
)
def test_still_no_plan(question: str) -> None:
    assert not isinstance(read(question), Plan)


LISTED_TH = {"measure": "list", "sellers": [TH], "types": INVOICE_TYPES}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # small words, before and after
        (
            "Les avoirs de Thermolys, tu peux me les sortir ?",
            {"measure": "list", "sellers": [TH], "types": ["credit_note"]},
        ),
        (
            "Pourriez-vous m'indiquer le montant TTC que nous a facturé Thermolys en 2024 ?",
            {"sellers": [TH], "period": Y24},
        ),
        ("Je souhaiterais obtenir le détail des factures de Thermolys en 2024", LISTED_TH | {"period": Y24}),
        ("En 2024 il y a eu quoi comme factures de chez Thermolys", LISTED_TH | {"period": Y24}),
        (
            "Thermolys nous a-t-il fait des avoirs en 2024 ? Lesquels ?",
            {"measure": "list", "sellers": [TH], "period": Y24, "types": ["credit_note"]},
        ),
        ("gimme the 3 latest Thermolys invoices pls", LISTED_TH | {"order": "date", "descending": True, "limit": 3}),
        (
            "En 2024 on en a eu pour combien chez Thermolys, HT bien sûr",
            {"sellers": [TH], "period": Y24, "amount": "net"},
        ),
        (
            "Could you kindly break down our VAT month by month for FY2025?",
            {"amount": "vat", "period": Y25, "group_by": "month"},
        ),
        # signs and abbreviations
        ("factures thermolys > 10 000 € ttc", LISTED_TH | {"currency": "EUR", "at_least": "10000.01"}),
        ("factures thermolys >= 10 000 €", LISTED_TH | {"currency": "EUR", "at_least": "10000"}),
        (
            "thermolys max ttc 2e trim 2024",
            {"measure": "maximum", "sellers": [TH], "types": INVOICE_TYPES, "period": "2024-04-01/2024-06-30"},
        ),
        (
            "cb de factures thermolys en 2024",
            {"measure": "count", "sellers": [TH], "types": INVOICE_TYPES, "period": Y24},
        ),
        # which of two, who, how much each
        (
            "Entre Thermolys et Kessler, lequel nous a le plus facturé en 2024 ?",
            {"sellers": [TH, KE], "period": Y24} | SUM_BY_SELLER,
        ),
        (
            "Quels sont les fournisseurs qui nous ont facturé en 2024, et pour combien HT chacun ?",
            {"amount": "net", "period": Y24} | SUM_BY_SELLER,
        ),
        (
            "Chez qui a-t-on eu le plus d'avoirs en nombre ?",
            {"measure": "count", "types": ["credit_note"]} | FIRST | SUM_BY_SELLER,
        ),
        ("Rank our three smallest suppliers of 2024", {"period": Y24, "order": "amount", "limit": 3} | SUM_BY_SELLER),
        ("Split 2025 net purchases between euros and dollars", {"amount": "net", "period": Y25}),
        # averages, extremes, orders
        (
            "Le panier moyen par fournisseur sur 2024",
            {"measure": "average", "types": INVOICE_TYPES, "period": Y24} | SUM_BY_SELLER,
        ),
        (
            "What does a typical invoice from Kessler come to, on average?",
            {"measure": "average", "sellers": [KE], "types": INVOICE_TYPES},
        ),
        (
            "le montant le plus bas que Thermolys nous ait jamais facturé",
            {"measure": "minimum", "sellers": [TH], "types": INVOICE_TYPES},
        ),
        (
            "Sors moi les 3 factures les plus chères de 2024",
            {
                "measure": "list",
                "types": INVOICE_TYPES,
                "period": Y24,
                "order": "amount",
                "descending": True,
                "limit": 3,
            },
        ),
        (
            "Kessler credit notes, newest first",
            {"measure": "list", "sellers": [KE], "types": ["credit_note"], "order": "date", "descending": True},
        ),
        ("La facture la plus récente de Thermolys, elle date de quand ?", {"sellers": [TH]} | LATEST),
        # anything, credited, due
        ("anything falling due in March 2026?", {"basis": "due", "period": "2026-03-01/2026-03-31"} | LISTED),
        (
            "Did Kessler invoice anything over 2k in 2024? Show me.",
            {"sellers": [KE], "period": Y24, "at_least": "2000.01"} | LISTED,
        ),
        (
            "What did Kessler credit us, net, in 2024?",
            {"sellers": [KE], "amount": "net", "types": ["credit_note"], "period": Y24},
        ),
        (
            "Thermolys : combien de factures tombent à échéance en mars 2026 ?",
            {
                "measure": "count",
                "sellers": [TH],
                "types": INVOICE_TYPES,
                "basis": "due",
                "period": "2026-03-01/2026-03-31",
            },
        ),
        ("VAT charged at the 20% rate in 2024", {"amount": "vat", "vat_rate": "20", "period": Y24}),
        (
            "count of Kessler invoices for each year",
            {"measure": "count", "sellers": [KE], "types": INVOICE_TYPES, "group_by": "year"},
        ),
        (
            "Dernier avoir de Thermolys ?",
            {"measure": "list", "sellers": [TH], "types": ["credit_note"]}
            | {"order": "date", "descending": True, "limit": 1},
        ),
        (
            "combien de fois Thermolys nous a facturé en 2024 ?",
            {"measure": "count", "sellers": [TH], "types": INVOICE_TYPES, "period": Y24},
        ),
        ("date et montant de la dernière facture Thermolys", {"sellers": [TH]} | LATEST),
        ("montant facturé par chaque fournisseur en 2024", {"period": Y24} | SUM_BY_SELLER),
        ("Quel est notre fournisseur le plus coûteux en 2025 ?", {"period": Y25} | FIRST | SUM_BY_SELLER),
        ("Can I get a list of all invoices from Kessler in 2024?", {"sellers": [KE], "period": Y24} | LISTED),
        ("sum up the VAT we were charged by Kessler in 2024", {"amount": "vat", "sellers": [KE], "period": Y24}),
        ("Montant HT soumis à 5,5 % en 2024", {"amount": "net", "vat_rate": "5.5", "period": Y24}),
        (
            "Chez Thermolys, tout ce qui est passé à 10 % de TVA en 2024, ça représente quelle somme HT ?",
            {"sellers": [TH], "amount": "net", "vat_rate": "10", "period": Y24},
        ),
        ("net purchases taxed at 20% in 2024", {"amount": "net", "vat_rate": "20", "period": Y24}),
        # a second outsider's
        ("nb d'avoirs par frs en 2024", {"measure": "count", "types": ["credit_note"], "period": Y24} | SUM_BY_SELLER),
        (
            "c koi la plus petite facture de Thermolys en 2024",
            {"measure": "minimum", "sellers": [TH], "types": INVOICE_TYPES, "period": Y24},
        ),
        (
            "# of credit notes from Kessler in 2024?",
            {"measure": "count", "sellers": [KE], "types": ["credit_note"], "period": Y24},
        ),
        (
            "Thermolys nous a coûté combien il y a deux ans, hors taxe",
            {"sellers": [TH], "amount": "net", "period": Y24},
        ),
        ("How much did Kessler bill us two years ago?", {"sellers": [KE], "period": Y24}),
        ("en 2024, total ttc tous fournisseurs en €", {"currency": "EUR", "period": Y24}),
        (
            "Échéances de 2024 : somme TTC par fournisseur, EUR",
            {"basis": "due", "currency": "EUR", "period": Y24} | SUM_BY_SELLER,
        ),
        ("jai besoin du cumul tva thermolys 2024", {"sellers": [TH], "amount": "vat", "period": Y24}),
        (
            "Can you break down our 2024 euro spend by month? Excluding VAT please.",
            {"amount": "net", "currency": "EUR", "period": Y24, "group_by": "month"},
        ),
        ("avg Kessler invoice, gross, all years", {"measure": "average", "sellers": [KE], "types": INVOICE_TYPES}),
        (
            "biggest single invoice in euros for 2024 - any supplier",
            {"measure": "maximum", "types": INVOICE_TYPES, "currency": "EUR", "period": Y24},
        ),
        (
            "liste des factures Thermolys datées de novembre et décembre derniers",
            LISTED_TH | {"period": "2025-11-01/2025-12-31"},
        ),
        # what is said before
        ("Je prépare la déclaration : quelle TVA sur les factures de 2024 ?", {"amount": "vat", "period": Y24}),
        ("For the auditors: total spend in 2024", {"period": Y24}),
        ("Bonjour ! Combien chez Thermolys en 2024 ?", {"sellers": [TH], "period": Y24}),
    ],
)
def test_words_of_an_outsider(question: str, expected: dict[str, Any]) -> None:
    """Forms of which an outsider's questions were declined when they were first asked (decision 0056)."""
    assert said(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Factures Thermolys, seulement celles qui ont été payées en 2024",
        "Only the unpaid invoices from Kessler in 2024",
        "Which invoices came with a credit note?",
        "Pour le chantier Nord : total des factures 2024",
        "Projet alpha : total HT 2024",
        "Je suis sur le chantier de Lyon : total des factures Thermolys 2024",
        "Je travaille pour la filiale nord : combien avons-nous dépensé en 2024 ?",
        "We are closing the Lyon project: total spend 2024",
        "I'm only looking at paid ones: how many invoices in 2024?",
        "frais de port inclus, total Thermolys 2024",
        "Split the Kessler total between two projects in 2024",
        "Did Kessler invoice anything twice in 2024?",
        "anything unusual from Kessler in 2024?",
        "factures > 30 jours",
        "factures < 2024",
        "invoices older than 90 days > 1000 EUR",
        "montant maximum autorisé pour Thermolys en 2024",
        "max amount we may spend with Kessler in 2024",
        "every second invoice from Kessler",
        "Quels fournisseurs ont augmenté leurs prix en 2024, et de combien chacun ?",
        "How much does each employee spend in 2024?",
        "tout ce que Thermolys nous a facturé en 2024 sauf décembre",
        "dates de livraison des factures Thermolys 2024",
        "Who did we bill the most in 2024?",
        "Kessler total Nov 25",
        "what was the Kessler invoice of March 2024 for?",
        "Montant TTC soumis à 20 % en 2024",
        "TVA à 20 % sur les factures HT de plus de 1000 €",
        "échéance des factures de Kessler",
        "date limite de paiement de la plus grosse facture",
    ],
)
def test_what_only_looks_like_it_is_declined(question: str) -> None:
    assert not isinstance(read(question), Plan)
