"""Wordings of the fifth to the seventh outsider that were declined, or read wrongly, at first (decision 0058)."""

from __future__ import annotations

from typing import Any

import pytest

from rag.domain.plan import Plan
from tests.rag.facts.test_reading import INVOICE_TYPES, KE, TH, Y25, read, said

LISTED = {"measure": "list", "types": INVOICE_TYPES}
CONTRACTS = {"entity": "contract", "measure": "list"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did Kessler bill us more in the second half of 2025 than in the first half?",
         {"sellers": [KE], "period": "2025-07-01/2025-12-31", "against": "2025-01-01/2025-06-30"}),
        ("De combien nos dépenses de services chez Thermolys ont-elles évolué entre 2024 et 2025 ?",
         {"sellers": [TH], "period": Y25, "against": "2024-01-01/2024-12-31"}),
        ("what % of our 2025 total was Kessler", {"sellers": [KE], "period": Y25, "share": True}),
        ("dernière facture de Thermolys, date et montant",
         LISTED | {"sellers": [TH], "order": "date", "descending": True, "limit": 1}),
        ("Quels fournisseurs nous facturaient en 2024 et ne nous ont plus rien facturé en 2025 ?",
         {"period": "2024-01-01/2024-12-31", "absent": Y25, "group_by": "seller"}),
        ("combien de fournisseurs différents nous ont facturé en 2025", {"period": Y25, "group_by": "seller"}),
        ("Merci de me lister les factures Thermolys dont la date d'échéance est dépassée.",
         LISTED | {"sellers": [TH], "due": "overdue"}),
        ("liste des factures echues au 31 janvier, classées par fournisseur",
         LISTED | {"basis": "due", "due": "overdue", "period": "/2026-01-31", "order": "name"}),
        ("facture F2024-0012 : date, échéance et montant ttc ?", {"measure": "list", "number": "F2024-0012"}),
        ("pull up invoice HC/10772", {"measure": "list", "number": "HC/10772"}),
        ("Les avoirs de Thermolys en 2025, avec le détail de chacun et le total",
         {"sellers": [TH], "period": Y25, "types": ["credit_note"]}),
        ("A-t-on des factures en livres sterling en 2025, et pour quel total ?", {"currency": "GBP", "period": Y25}),
        ("um so what has Kessler billed us, like, in 2025?", {"sellers": [KE], "period": Y25}),
        ("When was our very first invoice from Kessler and how much was it?",
         LISTED | {"sellers": [KE], "order": "date", "limit": 1}),
        ("Do we have any US dollar invoices? List them with supplier, date and gross.", LISTED | {"currency": "USD"}),
        ("Quels contrats sont en vigueur aujourd'hui avec Thermolys ?", CONTRACTS | {"sellers": [TH], "running": True}),
        ("Lesquels de nos contrats de maintenance se renouvellent par tacite reconduction ?",
         CONTRACTS | {"contract_kind": "maintenance", "tacit_renewal": True}),
        ("Bonjour, pourriez-vous me lister les contrats à dénoncer avant le 30 juin 2026, le plus urgent en premier ?",
         CONTRACTS | {"basis": "notice", "period": "/2026-06-29"}),
        ("how many contracts in force, by kind",
         {"entity": "contract", "measure": "count", "running": True, "group_by": "kind"}),
        ("list our leases with their end dates", CONTRACTS | {"contract_kind": "lease"}),
        ("Please list all contracts governed by English law, together with their end dates.",
         CONTRACTS | {"law": "english"}),
        ("contrats soumis au droit suisse", CONTRACTS | {"law": "swiss"}),
        ("contrats de Suisse Normande", CONTRACTS | {"sellers": [None]}),
        ("contrats signés en 2023", CONTRACTS | {"period": "2023-01-01/2023-12-31"}),
        ("How many contracts did we sign in 2025, by type?",
         {"entity": "contract", "measure": "count", "period": Y25, "group_by": "kind"}),
        ("which contracts renew automatically and whats the last day to give notice on each",
         CONTRACTS | {"tacit_renewal": True}),
        ("liste des factures de plus de 10 000 euros du mois de mars 2025",
         LISTED | {"currency": "EUR", "at_least": "10000.01", "period": "2025-03-01/2025-03-31"}),
        ("factures dont l echeance est dépassée a ce jour, de la plus ancienne a la plus recente",
         LISTED | {"due": "overdue", "order": "date"}),
        ("Quels fournisseurs ne nous ont envoyé aucune facture depuis le 1er janvier 2026 ?",
         {"absent": "2026-01-01/", "group_by": "seller"}),
        ("which month of 2025 had the highest spend",
         {"period": Y25, "group_by": "month", "order": "amount", "descending": True, "limit": 1}),
        ("How many suppliers billed us more than 100k euros in total in 2025?",
         {"period": Y25, "currency": "EUR", "group_at_least": "100000.01", "group_by": "seller", "order": "amount",
          "descending": True}),
    ],
)  # fmt: skip
def test_words_of_a_fifth_and_a_sixth_outsider(question: str, expected: dict[str, Any]) -> None:
    assert said(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "On en est où par rapport au budget maintenance 2026 ?",
        "Pourquoi la facture Thermolys de janvier est-elle plus élevée que celle de décembre ?",
        "À combien va-t-on finir l'année 2026 avec Kessler ?",
        "On average, how many days did we take to pay Kessler last year?",
        "have we paid Kessler yet for the February bill",
        "What did we actually buy from Kessler on invoice BT-55310?",
        "combien de kilos d'acier on a acheté chez Kessler en 2025",
        "contrats en vigueur le 1er janvier 2020",
        "dépenses de maintenance chez Thermolys en 2025",
        "dépenses de services chez Kessler en 2025",
        "contrats en anglais",
        "contrats non signés en 2025",
        "contrats signés par Dupont en 2025 et pas encore reçus",
        "fournisseurs anglais",
        "factures en retard de paiement de nos clients anglais",
    ],
)
def test_what_only_looks_like_one(question: str) -> None:
    assert not isinstance(read(question), Plan)
