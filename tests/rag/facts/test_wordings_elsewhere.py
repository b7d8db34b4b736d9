"""Wordings of a third and a fourth outsider that were declined, or read wrongly, when first asked (decision 0057)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rag.facts.test_reading import DM, KE, TH, Y24, Y25, said
from tests.rag.facts.test_wordings import LATEST, LISTED, SUM_BY_SELLER

CREDITS = {"measure": "list", "types": ["credit_note"]}
RUNNING = {"entity": "contract", "running": True}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Combien de contrats en cours ?", RUNNING | {"measure": "count"}),
        ("liste des contrats en vigueur", RUNNING | {"measure": "list"}),
        ("how many active leases do we have", RUNNING | {"measure": "count", "contract_kind": "lease"}),
        (
            "Which contracts need notice by end of March?",
            {"entity": "contract", "measure": "list", "basis": "notice", "period": "/2026-03-31"},
        ),
        ("What's due this week?", LISTED | {"basis": "due", "period": "2026-02-09/2026-02-15"}),
        ("who's our smallest supplier in 2025", {"period": Y25, "order": "amount", "limit": 1} | SUM_BY_SELLER),
        ("la plus grosse facture depuis la rentrée 2025", LISTED | {"measure": "maximum", "period": "2025-09-01/"}),
        ("Thermolys + Kessler, cumul HT 2025", {"amount": "net", "sellers": [TH, KE], "period": Y25}),
        ("Thermolys nous a fait un avoir en octobre ?", CREDITS | {"sellers": [TH], "period": "2025-10-01/2025-10-31"}),
        # a year of two figures
        ("combien Dupont Maintenance en nov 25 ttc", {"sellers": [DM], "period": "2025-11-01/2025-11-30"}),
        ("Kessler total in Nov 25", {"sellers": [KE], "period": "2025-11-01/2025-11-30"}),
        ("total Thermolys juin 25", {"sellers": [TH], "period": "2025-06-01/2025-06-30"}),
        ("invoices dated Nov 25th", LISTED | {"period": "2025-11-25/2025-11-25"}),
        # the largest credit note has the lowest amount
        ("le plus gros avoir de 2024", CREDITS | {"period": Y24, "order": "amount", "limit": 1}),
        (
            "smallest credit note of 2024",
            CREDITS | {"period": Y24, "order": "amount", "descending": True, "limit": 1},
        ),
        ("les 3 plus gros avoirs", CREDITS | {"order": "amount", "limit": 3}),
        ("avoirs de plus de 500 €", CREDITS | {"currency": "EUR", "at_most": "-500.01"}),
        ("avoirs entre 100 et 500 €", CREDITS | {"currency": "EUR", "at_least": "-500", "at_most": "-100"}),
        # the due day of one invoice
        ("date d'échéance de la dernière facture Thermolys", LATEST | {"sellers": [TH]}),
        ("due date of the last Kessler invoice", LATEST | {"sellers": [KE]}),
        ("échéance de la facture F2024-0012", {"measure": "list", "number": "F2024-0012"}),
    ],
)
def test_words_of_a_third_outsider(question: str, expected: dict[str, Any]) -> None:
    """Forms that were declined, or read wrongly, when they were first asked (decision 0057)."""
    assert said(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Kessler charges over 2025, gross", {"sellers": [KE], "period": Y25}),
        ("invoices over 2000", LISTED | {"at_least": "2000.01"}),
        ("total Thermolys déc 25 ttc", {"sellers": [TH], "period": "2025-12-01/2025-12-31"}),
        ("TVA facturée par nos fournisseurs en 2025", {"amount": "vat", "period": Y25}),
        (
            "Faites-moi l'addition de tout ce que Thermolys nous a facturé depuis le 1er janvier 2024, avoirs déduits",
            {"sellers": [TH], "period": "2024-01-01/"},
        ),
        (
            "which invoices fall due in March 2026 and are over 10k incl. tax",
            LISTED | {"basis": "due", "period": "2026-03-01/2026-03-31", "at_least": "10000.01"},
        ),
        (
            "Which contracts auto-renew and have a notice date in Q2 2026?",
            {
                "entity": "contract",
                "measure": "list",
                "basis": "notice",
                "period": "2026-04-01/2026-06-30",
                "tacit_renewal": True,
            },
        ),
        ("Kessler: what's the running total ex VAT in 2025", {"amount": "net", "sellers": [KE], "period": Y25}),
    ],
)
def test_words_of_a_fourth_outsider(question: str, expected: dict[str, Any]) -> None:
    """Forms of three people in one firm that were declined when they were first asked (decision 0057)."""
    assert said(question) == expected
