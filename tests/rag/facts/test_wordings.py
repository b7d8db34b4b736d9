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
BOTH = "2024-01-01/2025-12-31"


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
        ("Compare 2024 et 2025 chez Thermolys", {"sellers": [TH], "group_by": "year", "period": BOTH}),
        ("Spend in 2025 vs 2024", {"group_by": "year", "period": BOTH}),
        ("Compare Q1 2025 with Q2 2025", {"group_by": "quarter", "period": "2025-01-01/2025-06-30"}),
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
        "Compare 2022 et 2024",
        "Compare les dépenses de 2024 et de janvier 2025",
        "Compare 2024 et janvier 2025 chez Thermolys",
        "Compare les factures de Thermolys et de Kessler",
        "Quel est le budget 2025 pour Thermolys ?",
        "Total des heures facturées par Thermolys en 2024",
        "Combien Thermolys ?",
        "Liste des fournisseurs",
        "Liste des fournisseurs avec le montant du préavis",
        "List of suppliers with total spend above 10,000 EUR in 2024",
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
