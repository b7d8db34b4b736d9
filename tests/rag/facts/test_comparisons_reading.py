"""Questions that set figures beside each other, and those that only look as if they did (decision 0058)."""

from __future__ import annotations

from typing import Any

import pytest

from rag.domain.plan import Plan
from tests.rag.facts.test_reading import DM, INVOICE_TYPES, KE, SELLERS, TH, Y24, Y25, known, read, said

BY_SELLER = {"group_by": "seller"}
TWO_YEARS = {"period": Y25, "against": Y24}
FIRST_DOWN = {"order": "amount", "descending": True}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # two periods
        ("Compare 2024 et 2025 chez Thermolys", {"sellers": [TH]} | TWO_YEARS),
        ("Spend in 2025 vs 2024", TWO_YEARS),
        ("Compare Q1 2025 with Q2 2025", {"period": "2025-04-01/2025-06-30", "against": "2025-01-01/2025-03-31"}),
        ("Compare 2022 et 2024", {"period": Y24, "against": "2022-01-01/2022-12-31"}),
        ("Thermolys, 2e trimestre 2025 vs 2e trimestre 2024, ttc",
         {"sellers": [TH], "period": "2025-04-01/2025-06-30", "against": "2024-04-01/2024-06-30"}),
        ("De combien nos dépenses chez Kessler ont-elles augmenté ou baissé entre 2024 et 2025, en pourcentage ?",
         {"sellers": [KE]} | TWO_YEARS),
        ("Combien avons-nous payé de plus à Thermolys en 2025 qu'en 2024 ?", {"sellers": [TH]} | TWO_YEARS),
        ("How much did we pay Kessler in 2025 compared to 2024?", {"sellers": [KE]} | TWO_YEARS),
        ("Year-on-year change in our net purchases from Kessler, 2025 against 2024",
         {"amount": "net", "sellers": [KE]} | TWO_YEARS),
        ("Did we spend more with Kessler in 2025 than in 2024?", {"sellers": [KE]} | TWO_YEARS),
        ("How much more did we spend with Kessler in 2025 than in 2024?", {"sellers": [KE]} | TWO_YEARS),
        ("dépenses de février 2024 par rapport à l'année précédente",
         {"period": "2024-02-01/2024-02-29", "against": "2023-02-01/2023-02-28"}),
        ("évolution des achats entre le premier et le second semestre 2025",
         {"period": "2025-07-01/2025-12-31", "against": "2025-01-01/2025-06-30"}),
        ("Thermolys T4 2025 par rapport au même trimestre de l'année précédente",
         {"sellers": [TH], "period": "2025-10-01/2025-12-31", "against": "2024-10-01/2024-12-31"}),
        ("nombre de factures Kessler 2025 vs 2024",
         {"measure": "count", "sellers": [KE], "types": INVOICE_TYPES} | TWO_YEARS),
        ("net spend Kessler Q3 vs Q4 2025, difference and %",
         {"amount": "net", "sellers": [KE], "period": "2025-10-01/2025-12-31", "against": "2025-07-01/2025-09-30"}),
        # two parties
        ("Compare les factures de Thermolys et de Kessler", {"sellers": [TH, KE]} | BY_SELLER),
        ("écart entre Thermolys et Kessler en 2025", {"sellers": [TH, KE], "period": Y25} | BY_SELLER),
        ("Qui nous a coûté le plus cher en 2025, Thermolys ou Kessler, et de combien ?",
         {"sellers": [TH, KE], "period": Y25} | BY_SELLER),
        # a part of the whole
        ("quelle part de nos dépenses va à Kessler ?", {"sellers": [KE], "share": True}),
        ("What share of our 2025 spend went to Kessler?", {"sellers": [KE], "period": Y25, "share": True}),
        ("Quelle part de nos achats HT 2025 représentent les trois premiers fournisseurs ?",
         {"amount": "net", "period": Y25, "share": True, "limit": 3} | BY_SELLER | FIRST_DOWN),
        ("Volume d'achats HT par fournisseur pour 2025, en % du total",
         {"amount": "net", "period": Y25, "share": True} | BY_SELLER | FIRST_DOWN),
        ("la part de Kessler dans nos dépenses 2025", {"sellers": [KE], "period": Y25, "share": True}),
        ("What percentage of our spend is with Kessler?", {"sellers": [KE], "share": True}),
        ("Kessler représente quelle part de nos achats ?", {"sellers": [KE], "share": True}),
        ("part de chaque fournisseur en 2025", {"period": Y25, "share": True} | BY_SELLER | FIRST_DOWN),
        # one stretch, told apart by month
        ("évolution mensuelle des dépenses en janvier et février 2025",
         {"period": "2025-01-01/2025-02-28", "group_by": "month"}),
        ("invoices up to 500 € in January and February 2025",
         {"measure": "list", "period": "2025-01-01/2025-02-28", "types": INVOICE_TYPES, "currency": "EUR",
          "at_most": "500"}),
        ("Quel fournisseur a le total le plus élevé en 2025 ?",
         {"period": Y25, "limit": 1} | BY_SELLER | FIRST_DOWN),
        # groups above a bound
        ("List of suppliers with total spend above 10,000 EUR in 2024",
         {"currency": "EUR", "group_at_least": "10000.01", "period": Y24} | BY_SELLER | FIRST_DOWN),
        ("Quels fournisseurs nous ont facturé plus de 50 000 € HT en cumul l'an passé ?",
         {"amount": "net", "currency": "EUR", "group_at_least": "50000.01", "period": Y25} | BY_SELLER | FIRST_DOWN),
        ("fournisseurs avec + de 10 factures en 2025",
         {"measure": "count", "types": INVOICE_TYPES, "group_at_least": "11", "period": Y25} | BY_SELLER | FIRST_DOWN),
        ("mois à plus de 10 000 € en 2025",
         {"currency": "EUR", "group_at_least": "10000.01", "period": Y25, "group_by": "month"}),
        # who is absent
        ("Chez qui a-t-on acheté en 2024 sans rien racheter en 2025 ?", {"period": Y24, "absent": Y25} | BY_SELLER),
        ("which suppliers invoiced us in 2024 but not in 2025", {"period": Y24, "absent": Y25} | BY_SELLER),
        ("fournisseurs sans facture depuis juin 2025", {"absent": "2025-06-01/"} | BY_SELLER),
        ("new suppliers in 2025", {"period": Y25, "absent": "/2024-12-31"} | BY_SELLER),
        # more than one figure
        ("total HT et TTC de 2024", {"amount": "net", "amounts": ["gross"], "period": Y24}),
        ("Net, VAT and gross for Kessler in 2024",
         {"amount": "net", "amounts": ["vat", "gross"], "sellers": [KE], "period": Y24}),
        ("How many credit notes did we receive in 2024 and what were they worth altogether?",
         {"types": ["credit_note"], "period": Y24}),
        ("nombre et montant total des factures Kessler en 2025", {"sellers": [KE], "period": Y25}),
        # on average
        ("En moyenne on dépense combien par mois chez Kessler, sur 2025 ?",
         {"sellers": [KE], "period": Y25, "per": "month"}),
        ("average monthly spend with Kessler in 2025", {"sellers": [KE], "period": Y25, "per": "month"}),
        ("dépenses HT par semestre en 2025", {"amount": "net", "period": Y25, "group_by": "half"}),
        # late by so long
        ("factures en retard de plus de 30 jours",
         {"measure": "list", "types": INVOICE_TYPES, "basis": "due", "due": "overdue", "period": "/2026-01-10"}),
        ("what is more than 30 days overdue",
         {"measure": "list", "types": INVOICE_TYPES, "basis": "due", "due": "overdue", "period": "/2026-01-10"}),
        ("c'est quoi la plus grosse facture de Kessler et elle date de quand ?",
         {"measure": "list", "types": INVOICE_TYPES, "sellers": [KE], "limit": 1} | FIRST_DOWN),
    ],
)  # fmt: skip
def test_what_is_set_beside_what(question: str, expected: dict[str, Any]) -> None:
    assert said(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Compare 2024 et janvier 2025",
        "Compare 2024 et 2024",
        "Compare Thermolys",
        "2025 vs 2024 par fournisseur",
        "évolution 2024 2025 2023",
        "Compare le budget 2025 et 2024",
        "écart entre le devis et la facture Kessler en 2025",
        "écart de prix entre Thermolys et le marché",
        "quelle part de nos dépenses 2025 est de la main d'œuvre ?",
        "quelle part de la facture Kessler est de la TVA ?",
        "part de Kessler par mois en 2025",
        "what share of our staff works with Kessler?",
        "fournisseurs à plus de 50 km",
        "fournisseurs sûrs à plus de 10 000 €",
        "fournisseurs français à plus de 10 000 € en 2025",
        "nouveaux fournisseurs italiens en 2025",
        "fournisseurs sans facture conforme en 2025",
        "fournisseurs sans contrat en 2025",
        "suppliers with no complaint in 2025",
        "factures sans TVA en 2025",
        "pas de facture Kessler en 2025 ?",
        "moyenne mensuelle chez Kessler cette année",
        "en moyenne par mois chez Kessler",
        "HT et TTC par fournisseur en 2025",
        "Did we pay Kessler more than Thermolys pays us?",
        "Was Kessler late by more than 30 days on its deliveries?",
        "dépenses 2025 sauf 2024",
        # Days that both periods have.
        "Compare janvier-juin 2025 et avril-septembre 2025",
        "Compare le 1er semestre 2025 et du 1er avril au 30 septembre 2025",
        "dépenses du 1er avril au 30 septembre 2025 vs 1er semestre 2025",
        # A part of a supplier's own invoices, or of no whole that is added up.
        "Quelle part des factures Kessler est en retard ?",
        "Quelle part des achats Kessler est à 5,5 % ?",
        "Quelle part des factures Kessler dépasse 1000 € ?",
        "Quelle part de nos factures Kessler est en dollars ?",
        "Quelle part des factures Kessler a été émise en mars 2025 ?",
        "What share of Kessler's invoices was issued in March 2025?",
        "quelle part d'avoirs chez Kessler en 2025",
        "quelle est la part de TVA des factures Kessler en 2025",
        "part de TVA par fournisseur en 2025",
        "Quelle part des factures est en retard par fournisseur ?",
        # Of one invoice, not of all that a supplier billed.
        "Quel fournisseur a la facture la plus élevée ?",
        "quel fournisseur a la plus grosse facture en 2025",
        "Which supplier has the invoice with the highest amount?",
        "Which supplier sent the largest invoice in 2025?",
        # More is asked of the absence than when.
        "Who billed us in 2024 and not in dollars in 2025",
        # A bound would be of one of the amounts.
        "factures TVA et TTC de plus de 1000 €",
        "HT et TTC des factures de plus de 1000 € de Kessler",
    ],
)
def test_what_only_looks_like_it(question: str) -> None:
    assert not isinstance(read(question), Plan)


def test_bounds_of_single_invoices_are_not_those_of_suppliers() -> None:
    plan = said("factures de plus de 10 000 € par fournisseur en 2025")
    assert plan["at_least"] == "10000.01" and "group_at_least" not in plan
    assert "at_least" not in said("fournisseurs à plus de 10 000 € en 2025")


@pytest.mark.parametrize(
    ("question", "of_all"),
    [
        ("total des factures de plus de 10 000 € par fournisseur en 2025", False),
        ("suppliers whose invoices total more than €10,000 in 2025", True),
        ("fournisseurs dont les factures dépassent 10 000 € au total en 2025", True),
        ("invoices over €10,000 by supplier in 2025", False),
        ("total par fournisseur supérieur à 10 000 € en 2025", True),
    ],
)
def test_a_bound_of_all_or_of_each(question: str, of_all: bool) -> None:
    plan = said(question)
    assert ("group_at_least" in plan, "at_least" in plan) == (of_all, not of_all), plan


def test_a_part_is_of_what_is_billed_to_us() -> None:
    """A store of purchases and sales: our own invoices are no part of what we spend."""
    us = known("Ateliers Brumeval SA")
    plan = read("quelle part de nos dépenses va à Kessler ?", [*SELLERS, *us], [*us, *known("Clinique des Tilleuls")])
    assert isinstance(plan, Plan) and plan.share
    assert [choice.name for choice in plan.sellers] == [KE]
    assert [choice.name for choice in plan.buyers] == ["Ateliers Brumeval SA"]


def test_the_name_of_a_party_says_nothing_of_shares() -> None:
    assert said("total Dupont Maintenance 2025") == {"sellers": [DM], "period": Y25}
