"""A reader without some documents gets, byte for byte, what a store gives that never held them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rag.domain.contract import Contract, ContractParty, Renewal
from rag.domain.duration import Duration, TimeUnit
from rag.domain.invoice import FieldState, Invoice, InvoiceType, Party, PrecedingInvoice
from rag.domain.plan import Amount, DateBasis, DueState, Entity, Grouping, Measure, Order, PartyChoice, Period, Plan
from rag.domain.rights import OWNER, Reader
from rag.errors import SourcierError
from rag.facts.facts import Facts
from rag.store.database import Database
from tests.support.ledgers import invoice, put_facts

TODAY = date(2025, 6, 1)
OPEN, SECRET = "everyone", "secret"
SEEING = Reader("seeing")
# Names and numbers overlap on purpose: who may not read one must not learn of it by the other.
PARTIES = (
    Party(name="Dupont Maintenance SAS", siren="552100554"),
    Party(name="Dupont Maintenance"),
    Party(name="Dupont Maintenance", siren="542065479"),
    Party(name="DUPONT MAINT.", vat_id="FR83404833048"),
    Party(name="Dupont Peinture", vat_id="DE129273398"),
    Party(),
)
DAYS = ("2023-12-31", "2024-01-01", "2024-02-29", "2025-06-01", None)


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    states = {"gross": draw(st.sampled_from([*FieldState])), "net": draw(st.sampled_from([*FieldState]))}
    return invoice(
        draw(st.sampled_from(["F-1", "f 1", "F-2", None])),
        draw(st.sampled_from(["120.00", "120.001", "0.01", "-5.00", None])),
        seller=draw(st.sampled_from(PARTIES)),
        buyer=draw(st.sampled_from(PARTIES)),
        issued=draw(st.sampled_from(DAYS)),
        due=draw(st.sampled_from(DAYS)),
        currency=draw(st.sampled_from(["EUR", "EUR", "JPY", None])),
        kind=draw(st.sampled_from([*InvoiceType])),
        source=draw(st.sampled_from(["xml", "page"])),
        rate=draw(st.sampled_from(["20", "5.5", "0", None])),
        states=draw(st.sampled_from([None, states])),
        preceding=draw(st.sampled_from([(), (PrecedingInvoice(number="F-1"),), (PrecedingInvoice(number="f2"),)])),
        prepaid=draw(st.sampled_from([None, "120.00", "0.01"])),
    )


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    unit = draw(st.sampled_from([TimeUnit.MONTH, TimeUnit.YEAR]))
    return Contract(
        kind=draw(st.sampled_from(["maintenance", "lease", None])),
        parties=draw(st.sampled_from([(), (ContractParty(name="Dupont Maintenance"),)])),
        effective_date=draw(st.sampled_from([date(2024, 1, 1), None])),
        term=Duration(count=draw(st.integers(1, 3)), unit=unit),
        renewal=Renewal(tacit=draw(st.booleans()), span=Duration(count=1, unit=unit)),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> list[tuple[Invoice | Contract, str]]:
    """A few documents, some of them copies of one invoice that differ in who may read them, source and seller."""
    base = draw(invoices())
    copies = st.builds(
        lambda source, seller: base.model_copy(update={"source": source, "seller": seller}),
        st.sampled_from(["xml", "page"]),
        st.sampled_from(PARTIES[:4]),
    )
    return draw(st.lists(st.tuples(st.one_of(copies, invoices(), contracts()), GROUPS), max_size=6))


GROUPS = st.sampled_from([OPEN, SECRET])
ASKED = st.sampled_from(["Dupont", "dupont maintenance", "Peinture", "Inconnue", "SARL"])
KEYS = st.sampled_from([(), ("siren:552100554",), ("name:dupont maintenance", "siren:552100554")])
CHOICES = st.lists(st.builds(PartyChoice, asked=ASKED, keys=KEYS), max_size=2).map(tuple)
OF_2023, OF_2024 = (Period(start=date(year, 1, 1), end=date(year, 12, 31)) for year in (2023, 2024))
PERIODS = st.sampled_from([
    None, Period(start=date(2024, 1, 1), end=date(2024, 12, 31)), Period(end=date(2024, 2, 29)),
    Period(start=date(2024, 2, 1)),
])  # fmt: skip
MORE: list[dict[str, Any]] = [
    {},
    {},
    {"period": OF_2024, "against": OF_2023, "group_by": None},
    {"absent": OF_2024, "group_by": Grouping.SELLER},
    {"group_at_least": Decimal("100"), "group_by": Grouping.SELLER},
    {"group_at_most": Decimal("1"), "group_by": Grouping.MONTH},
    {"share": True, "measure": Measure.SUM, "group_by": Grouping.SELLER},
    {"share": True, "measure": Measure.COUNT, "group_by": None, "sellers": (PartyChoice(asked="Dupont"),)},
    {"amount": Amount.NET, "amounts": (Amount.VAT, Amount.GROSS), "measure": Measure.SUM, "group_by": None},
    {"per": Grouping.MONTH, "measure": Measure.SUM, "period": OF_2024, "group_by": None},
]


def _plan(more: dict[str, Any], **given: Any) -> Plan | None:
    try:
        return Plan(**given | more)
    except ValidationError:
        return None


PLANS = st.builds(
    _plan,
    more=st.sampled_from(MORE),
    entity=st.sampled_from([Entity.INVOICE, Entity.INVOICE, Entity.CONTRACT]),
    measure=st.sampled_from(Measure),
    amount=st.sampled_from(Amount),
    sellers=CHOICES,
    buyers=CHOICES,
    period=PERIODS,
    basis=st.sampled_from(DateBasis),
    types=st.lists(st.sampled_from(InvoiceType), max_size=2).map(tuple),
    currency=st.sampled_from([None, "EUR", "JPY", "USD"]),
    number=st.sampled_from([None, "F1", "..."]),
    vat_rate=st.sampled_from([None, Decimal("20"), Decimal("5.50")]),
    due=st.sampled_from([None, *DueState]),
    at_least=st.sampled_from([None, Decimal("0.015"), Decimal("100")]),
    at_most=st.sampled_from([None, Decimal("119.999"), Decimal("9e14")]),
    contract_kind=st.sampled_from([None, "lease"]),
    tacit_renewal=st.sampled_from([None, True]),
    group_by=st.sampled_from([None, *Grouping]),
    order=st.sampled_from([None, *Order]),
    descending=st.booleans(),
    limit=st.sampled_from([None, 1, 2]),
).filter(lambda plan: plan is not None)


def everything(database: Database, reader: Reader, plan: Plan) -> str:
    """All that a reader can be told by this plan, as JSON; errors too."""
    facts = Facts(database)
    told: list[Any] = []
    for do in (
        lambda: facts.run(plan, reader, TODAY, "fr").model_dump(mode="json"),
        lambda: facts.run(plan, reader, TODAY, "en").words,
        lambda: [[party.name, party.names, party.keys] for role in ("seller", "buyer")
                 for party in facts.known_parties(reader, role)],
        lambda: _pages(facts, reader, plan),
        lambda: [one.model_dump(mode="json") for one in facts.deadlines(reader, TODAY, "fr")],
        lambda: _answered(facts, reader, "Combien avons-nous payé à Dupont en 2024 ?"),
        lambda: facts.documents(plan, reader, TODAY),
        lambda: facts.correct(reader, "doc-0", "gross", "1"),
        lambda: facts.invoice(reader, "doc-0").to_json(),
        lambda: facts.contract(reader, "doc-0").contract.to_json(),
        lambda: [row.contract.to_json() for row in facts.contracts(reader)],
        lambda: facts.corrections(reader),
    ):  # fmt: skip
        told.append(_told(do))
    return json.dumps(told, ensure_ascii=False, default=str)


def _pages(facts: Facts, reader: Reader, plan: Plan) -> list[Any]:
    found, cursor = [], None
    while True:
        page = facts.invoices(reader, plan, TODAY, cursor, 2)
        found.append(page.model_dump(mode="json"))
        cursor = page.next_cursor
        if cursor is None:
            return found


def _answered(facts: Facts, reader: Reader, question: str) -> Any:
    result = facts.ask(question, reader, TODAY, "fr")
    return None if result is None else result.model_dump(mode="json")


def _told(do: Callable[[], Any]) -> Any:
    try:
        return do()
    except SourcierError as error:
        return [type(error).__name__, str(error)]


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Any:
    pair = [Database(tmp_path_factory.mktemp(name) / "facts.db") for name in ("all", "open")]
    for database in pair:
        database.migrate()
    yield pair
    for database in pair:
        database.close()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers(), st.lists(PLANS, min_size=1, max_size=3))
def test_what_may_not_be_read_was_never_there(
    databases: list[Database], ledger: list[tuple[Invoice | Contract, str]], plans: list[Plan]
) -> None:
    whole, without = databases
    put_facts(whole, [(f"doc-{n}", facts, [group]) for n, (facts, group) in enumerate(ledger)])
    put_facts(without, [(f"doc-{n}", facts, [group]) for n, (facts, group) in enumerate(ledger) if group == OPEN])
    for plan in plans:
        assert everything(whole, SEEING, plan) == everything(without, SEEING, plan)


ONE = invoice("F-1", seller=PARTIES[0])
HIDDEN: dict[str, list[tuple[Invoice | Contract, str]]] = {
    "the copy that would go before": [(ONE, SECRET), (invoice("f 1", seller=PARTIES[1], source="page"), OPEN)],
    "the name that would make two parties one": [
        (invoice("F-1", seller=Party(name="Dupont", siren="552100554")), OPEN),
        (invoice("F-2", seller=Party(name="Durand", siren="552100554")), SECRET),
        (invoice("F-3", seller=Party(name="Durand")), OPEN),
    ],
    "the corrective one that would replace it": [
        (ONE, OPEN),
        (
            invoice(
                "F-2",
                seller=PARTIES[0],
                kind=InvoiceType.CORRECTIVE,
                issued="2024-04-01",
                preceding=[PrecedingInvoice(number="F-1")],
            ),
            SECRET,
        ),
    ],
    "the second company of a name": [(ONE, OPEN), (invoice("F-2", seller=PARTIES[2]), SECRET)],
    "the only company of a name": [(invoice(seller=PARTIES[4]), SECRET)],
    "another currency": [(ONE, OPEN), (invoice("F-2", currency="USD"), SECRET)],
    "the unreadable": [(ONE, OPEN), (invoice(None, None, issued=None, seller=Party()), SECRET)],
}


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(
    "plan",
    [
        Plan(sellers=(PartyChoice(asked="dupont"),), period=Period(start=date(2024, 1, 1))),
        Plan(sellers=(PartyChoice(asked="durand"),), currency="EUR"),
        Plan(sellers=(PartyChoice(asked="peinture"),), measure=Measure.LIST),
        Plan(group_by=Grouping.SELLER),
    ],
)
def test_what_would_change_the_rest_does_not(databases: list[Database], hidden: str, plan: Plan) -> None:
    whole, without = databases
    made = [(f"doc-{n}", facts, [group]) for n, (facts, group) in enumerate(HIDDEN[hidden])]
    put_facts(whole, made)
    put_facts(without, [one for one in made if one[2] == [OPEN]])
    assert everything(whole, SEEING, plan) == everything(without, SEEING, plan)


def test_the_comparison_can_fail(databases: list[Database]) -> None:
    whole, without = databases
    put_facts(whole, [("doc-0", invoice(), [SECRET])])
    put_facts(without, [])
    plan = Plan()
    assert everything(whole, SEEING, plan) == everything(without, SEEING, plan)
    assert everything(whole, OWNER, plan) != everything(without, OWNER, plan)
