from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rag.domain.plan import Plan
from rag.facts.parties import KnownParty
from rag.facts.reading import Ambiguous, read_plan

TODAY = date(2026, 2, 10)


def known(*names: str) -> list[KnownParty]:
    return [KnownParty(name, (name,), (f"name:{name}",)) for name in names]


SELLERS = known(
    "Dupont Maintenance SARL",
    "Dupont Manutention SAS",
    "Thermolys Services SAS",
    "Gaz Industriels Lavoisier SA",
    "Kessler Ofenbau GmbH",
    "Harper & Lowe Consulting Ltd",
    "Orange SA",
)
BUYERS = known("Ateliers Brumeval SA")

INVOICE_TYPES = ["invoice", "corrective", "prepayment"]


def read(question: str, sellers: list[KnownParty] = SELLERS, buyers: list[KnownParty] = BUYERS) -> Any:
    return read_plan(question, TODAY, sellers, buyers)


def said(question: str) -> dict[str, Any]:
    """A plan's fields that are not what they are by default; parties by their known names, periods by their days."""
    plan = read(question)
    assert isinstance(plan, Plan), question
    fields = plan.model_dump(mode="json", exclude_defaults=True)
    for role in ("sellers", "buyers"):
        if role in fields:
            fields[role] = [choice.get("name") for choice in fields[role]]
    for name in ("period", "against", "absent"):
        if (period := getattr(plan, name)) is not None:
            fields[name] = f"{period.start or ''}/{period.end or ''}"
    return fields


DM, TH, KE, HL = (
    "Dupont Maintenance SARL",
    "Thermolys Services SAS",
    "Kessler Ofenbau GmbH",
    "Harper & Lowe Consulting Ltd",
)
Y24, Y25 = "2024-01-01/2024-12-31", "2025-01-01/2025-12-31"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Combien avons-nous payé à Dupont Maintenance en 2024 ?", {"sellers": [DM], "period": Y24}),
        ("combien avon nous payer a dupont maint. l'an dernier", {"sellers": [DM], "period": Y25}),
        ("Combien avons-nous dépensé chez la Sté Dupont Maintenance en 2024", {"sellers": [DM], "period": Y24}),
        ("Combien Thermolys nous a-t-il facturé en 2024 ?", {"sellers": [TH], "period": Y24}),
        ("combien a facturé Thermolys en 2024", {"sellers": [TH], "period": Y24}),
        (
            "total HT des factures Thermolys du T3",
            {"sellers": [TH], "amount": "net", "period": "2025-07-01/2025-09-30"},
        ),
        (
            "nb de factures de Thermolys en 2024",
            {"sellers": [TH], "measure": "count", "types": INVOICE_TYPES, "period": Y24},
        ),
        ("combien d'avoirs en 2024", {"measure": "count", "types": ["credit_note"], "period": Y24}),
        (
            "quelle est la plus grosse facture de GIL",
            {"sellers": ["Gaz Industriels Lavoisier SA"], "measure": "maximum", "types": INVOICE_TYPES},
        ),
        (
            "Montant moyen des factures Thermolys",
            {"sellers": [TH], "measure": "average", "types": INVOICE_TYPES},
        ),
        ("liste des avoirs", {"measure": "list", "types": ["credit_note"]}),
        ("dépenses par fournisseur l'an dernier", {"group_by": "seller", "period": Y25}),
        ("dépenses mensuelles HT 2024", {"group_by": "month", "amount": "net", "period": Y24}),
        (
            "Quel fournisseur nous a coûté le plus cher en 2024 ?",
            {"group_by": "seller", "order": "amount", "descending": True, "limit": 1, "period": Y24},
        ),
        ("TVA à 20 % en 2024", {"amount": "vat", "vat_rate": "20", "period": Y24}),
        (
            "montant de la TVA à 20 % des factures Thermolys",
            {"sellers": [TH], "amount": "vat", "vat_rate": "20"},
        ),
        ("TVA par taux en 2024", {"amount": "vat", "group_by": "vat_rate", "period": Y24}),
        (
            "factures de plus de 10 000 €",
            {"measure": "list", "types": INVOICE_TYPES, "at_least": "10000.01", "currency": "EUR"},
        ),
        (
            "factures d'au moins 10 000 € HT",
            {"measure": "list", "types": INVOICE_TYPES, "at_least": "10000", "currency": "EUR", "amount": "net"},
        ),
        (
            "factures entre 1 000 et 2 000 €",
            {"measure": "list", "types": INVOICE_TYPES, "at_least": "1000", "at_most": "2000", "currency": "EUR"},
        ),
        ("Combien de factures sont en retard ?", {"measure": "count", "types": INVOICE_TYPES, "due": "overdue"}),
        ("factures à échoir", {"measure": "list", "types": INVOICE_TYPES, "due": "not_yet_due"}),
        (
            "factures qui arrivent à échéance en mars",
            {"measure": "list", "types": INVOICE_TYPES, "basis": "due", "period": "2026-03-01/2026-03-31"},
        ),
        ("facture F2024-0187 : quel montant ?", {"measure": "list", "number": "F2024-0187"}),
        ("Quel est le montant HT de la facture n° 12 ?", {"measure": "list", "number": "12", "amount": "net"}),
        ("total des factures en dollars en 2024", {"currency": "USD", "period": Y24}),
        ("total des factures hors avoirs 2024", {"types": INVOICE_TYPES, "period": Y24}),
        ("facutres de Thermolys", {"sellers": [TH], "measure": "list", "types": INVOICE_TYPES}),
        ("dépenses 2024 et 2025", {"period": "2024-01-01/2025-12-31"}),
        ("factures Thermolys et Kessler", {"sellers": [TH, KE], "measure": "list", "types": INVOICE_TYPES}),
        ("Combien avons-nous payé à Orange en 2024 ?", {"sellers": ["Orange SA"], "period": Y24}),
        ("How much did we pay Harper and Lowe in 2024?", {"sellers": [HL], "period": Y24}),
        ("How much did Kessler bill us last year, excl. VAT?", {"sellers": [KE], "amount": "net", "period": Y25}),
        (
            "top 5 suppliers by spend in 2024",
            {"group_by": "seller", "order": "amount", "descending": True, "limit": 5, "period": Y24},
        ),
        ("How much VAT did we pay in Q2 2024?", {"amount": "vat", "period": "2024-04-01/2024-06-30"}),
        ("overdue invoices", {"measure": "list", "types": INVOICE_TYPES, "due": "overdue"}),
        ("spend by month in 2024", {"group_by": "month", "period": Y24}),
        (
            "How many invoices from Kessler in 2024?",
            {"sellers": [KE], "measure": "count", "types": INVOICE_TYPES, "period": Y24},
        ),
        (
            "largest invoice from Kessler incl. tax",
            {"sellers": [KE], "measure": "maximum", "types": INVOICE_TYPES},
        ),
        (
            "show me the 3 latest invoices from Kessler",
            {
                "sellers": [KE],
                "measure": "list",
                "types": INVOICE_TYPES,
                "order": "date",
                "descending": True,
                "limit": 3,
            },
        ),
        (
            "invoices over $5,000",
            {"measure": "list", "types": INVOICE_TYPES, "at_least": "5000.01", "currency": "USD"},
        ),
    ],
)
def test_invoices(question: str, expected: dict[str, Any]) -> None:
    assert said(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Quels contrats faut-il dénoncer avant le 1er mars ?", {"basis": "notice", "period": "/2026-02-28"}),
        ("quels contrats doivent être résiliés avant fin mars", {"basis": "notice", "period": "/2026-03-31"}),
        ("Contrats qui expirent en 2026", {"basis": "end", "period": "2026-01-01/2026-12-31"}),
        ("Contrats de maintenance à tacite reconduction", {"contract_kind": "maintenance", "tacit_renewal": True}),
        ("combien de contrats de maintenance", {"measure": "count", "contract_kind": "maintenance"}),
        ("Combien de baux avons-nous ?", {"measure": "count", "contract_kind": "lease"}),
        ("contrats avec Dupont Maintenance", {"sellers": [DM]}),
        ("contracts that renew automatically", {"tacit_renewal": True}),
        ("contracts that do not renew automatically", {"tacit_renewal": False}),
        ("which contracts must be terminated before June 2026?", {"basis": "notice", "period": "/2026-05-31"}),
        ("NDAs expiring in 2026", {"contract_kind": "nda", "basis": "end", "period": "2026-01-01/2026-12-31"}),
        ("upcoming deadlines in the next 60 days", {"basis": "notice", "period": "2026-02-10/2026-04-11"}),
        ("contrats avec Zorglub SA", {"sellers": [None]}),
    ],
)
def test_contracts(question: str, expected: dict[str, Any]) -> None:
    assert said(question) == {"entity": "contract", "measure": "list"} | expected


@pytest.mark.parametrize(
    "question",
    [
        "Quel est le préavis du contrat Thermolys ?",
        "Quelles pénalités prévoit le contrat ?",
        "Que dit la facture F2024-0187 sur la livraison ?",
        "Pourquoi la facture Thermolys est-elle si élevée ?",
        "Combien d'heures Thermolys a-t-elle facturées en 2024 ?",
        "Combien de chaises avons-nous achetées en 2024 ?",
        "Combien avons-nous payé pour les chaises en 2024 ?",
        "Combien avons-nous budgété pour 2024 ?",
        "Quel est le prix unitaire du gaz chez Lavoisier ?",
        "Quelles factures ont été payées ?",
        "Combien de factures avons-nous payées en 2024 ?",
        "factures impayées",
        "Combien reste-t-il à payer à Thermolys ?",
        "Combien devons-nous à Thermolys ?",
        "Combien avons-nous payé à Thermolys à Lyon en 2024 ?",
        "dépenses du projet Phare en 2024",
        "Combien avons-nous payé à tous sauf Thermolys ?",
        "total des factures qui ne sont pas de Thermolys",
        "dépenses hors 2024",
        "dépenses 2022 et 2024",
        "dépense moyenne par mois",
        "Combien de fournisseurs avons-nous ?",
        "Quelle est la date d'échéance de la facture Thermolys du 30/09/2024 ?",
        "Quel est le numéro de la facture de Thermolys pour mars 2025 ?",
        "Combien payons-nous Thermolys par jour ?",
        "prévision des dépenses 2027",
        "Quel sera le montant des dépenses en 2027 ?",
        "total des factures de 2027",
        "factures du contrat MNT-2023-041",
        "Quel est le contrat le plus cher ?",
        "contrats en cours de négociation",
        "Which invoices have been paid?",
        "unpaid invoices",
        "How much do we still owe Kessler?",
        "How many hours did Kessler charge us?",
        "What was our marketing budget for 2024?",
        "How many suppliers do we have?",
        "What is the notice period of the Kessler contract?",
        "payments to Kessler in 2024",
        "total spend except Kessler in 2024",
        "is invoice F2024-0001 overdue?",
        "CA par mois",
        "somme des 5 dernières factures Kessler",
        "total of the last 3 invoices from Kessler",
        "Quelles factures de Kessler ont des avoirs ?",
        "Combien d'avoirs sur la facture F2024-0001 ?",
        "combien de factures les plus grosses",
        "Combien avons-nous payé à Kessler et combien à Thermolys en 2024 ?",
        "Est-ce que Kessler est notre plus gros fournisseur ?",
        "montant de la TVA à 20 % des factures Kessler HT",
        "invoices from Kessler without VAT",
        "Quel est le coût d'un consultant Kessler ?",
        "Combien avons-nous payé en maintenance en 2024 ?",
        "combien avons-nous facturé en 2024",
        "total",
        "combien",
        "Thermolys",
        "",
        "?",
    ],
)
def test_no_plan(question: str) -> None:
    assert read(question) is None


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        ("Combien avons-nous payé à Dupont en 2024 ?", ("Dupont Maintenance SARL", "Dupont Manutention SAS")),
        ("total of Dupont invoices", ("Dupont Maintenance SARL", "Dupont Manutention SAS")),
        # One letter is another: it may be a typing error or another company.
        ("Combien avons-nous payé à Dupond Maintenance en 2024 ?", ("Dupont Maintenance SARL",)),
    ],
)
def test_asked_back(question: str, choices: tuple[str, ...]) -> None:
    answer = read(question)
    assert isinstance(answer, Ambiguous)
    assert answer.choices == choices


def test_the_legal_form_tells_two_apart() -> None:
    assert said("Combien avons-nous payé à Dupont SAS en 2024 ?")["sellers"] == ["Dupont Manutention SAS"]


@pytest.mark.parametrize(
    "question",
    [
        "Combien avons-nous payé à Zorglub en 2024 ?",
        "dépenses chez Zorglub SARL en 2024",
        "How much did we pay to Zorglub in 2024?",
        "total des factures de Zorglub",
    ],
)
def test_an_unknown_name_is_never_everybody(question: str) -> None:
    plan = read(question)
    assert isinstance(plan, Plan)
    assert [(choice.name, choice.keys) for choice in plan.sellers] == [(None, ())]
    assert plan.sellers[0].asked.startswith("Zorglub")


def test_a_name_longer_than_the_known_one_is_not_the_known_one() -> None:
    for question in ("Combien avons-nous payé à Thermolys Océan en 2024 ?", "factures de Kessler Brandt"):
        assert read(question) is None


class TestOurselves:
    """Who "we" are, where the store holds invoices both ways."""

    both = (known("Dupont Maintenance SARL", "Ateliers Brumeval SA"), known("Ateliers Brumeval SA", "Verdier SA"))

    def test_what_we_billed_and_what_we_were_billed(self) -> None:
        billed = read("chiffre d'affaires par mois en 2024", *self.both)
        assert isinstance(billed, Plan)
        assert ([one.name for one in billed.sellers], billed.buyers) == (["Ateliers Brumeval SA"], ())
        assert billed.amount == "net"
        paid = read("Combien avons-nous payé en 2024 ?", *self.both)
        assert isinstance(paid, Plan)
        assert ([one.name for one in paid.buyers], paid.sellers) == (["Ateliers Brumeval SA"], ())

    def test_the_other_side_narrows_enough(self) -> None:
        plan = read("Combien avons-nous facturé à Verdier en 2024 ?", *self.both)
        assert isinstance(plan, Plan)
        assert ([one.name for one in plan.buyers], plan.sellers) == (["Verdier SA"], ())

    def test_only_invoices_of_the_other_kind(self) -> None:
        ours, theirs = known("Ateliers Brumeval SA"), known("Verdier SA", "Dupont Maintenance SARL")
        assert read("Combien avons-nous payé en 2024 ?", ours, theirs) is None
        assert isinstance(read("chiffre d'affaires 2024", ours, theirs), Plan)

    def test_two_could_be_us(self) -> None:
        two = known("Ateliers Brumeval SA", "Verdier SA")
        assert read("Combien avons-nous payé en 2024 ?", two, two) is None
