from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rag.domain.contract import Clause, Contract, ContractParty, Notice, Renewal
from rag.domain.duration import Duration, TimeUnit
from rag.domain.facts import Left
from rag.domain.geometry import Box
from rag.domain.plan import DateBasis, Entity, Grouping, Measure, PartyChoice, Period, Plan
from rag.domain.rights import OWNER, Reader
from rag.errors import RequestError
from rag.facts.facts import Facts
from rag.store.database import Database
from tests.support.ledgers import put_facts

TODAY = date(2025, 1, 15)
YEAR, MONTHS = Duration(count=1, unit=TimeUnit.YEAR), Duration(count=3, unit=TimeUnit.MONTH)


def _contract(effective: date, **more: Any) -> Contract:
    clause = Clause(quote="préavis de trois mois", start=0, end=21, page=4, boxes=(Box(0.1, 0.2, 0.3, 0.4),))
    return Contract(effective_date=effective, fields={"notice": clause}, **more)


TACIT = {"term": YEAR, "renewal": Renewal(tacit=True, span=YEAR), "notice": Notice(span=MONTHS)}
LEDGER = [
    _contract(date(2023, 6, 1), kind="maintenance", parties=(ContractParty(name="Dupont Maintenance SAS"),), **TACIT),
    _contract(date(2023, 3, 1), kind="lease", parties=(ContractParty(name="SCI du Parc", siren="552100554"),), **TACIT),
    _contract(date(2024, 2, 1), kind="lease", term=YEAR, renewal=Renewal(tacit=False)),
    Contract(kind="supply", title="sans date"),
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    database = Database(tmp_path_factory.mktemp("contracts") / "facts.db")
    database.migrate()
    groups = (["everyone"], ["everyone"], ["everyone"], ["rh"])
    put_facts(database, [(f"doc-{n}", one, groups[n]) for n, one in enumerate(LEDGER)])
    yield Facts(database)
    database.close()


def _plan(**more: Any) -> Plan:
    return Plan(entity=Entity.CONTRACT, **({"measure": Measure.LIST} | more))


def _until(day: date) -> Period:
    return Period(end=day)


@pytest.mark.parametrize(
    ("plan", "fits", "unsure"),
    [
        (_plan(), ["doc-1", "doc-2", "doc-0", "doc-3"], []),
        (_plan(contract_kind="lease"), ["doc-1", "doc-2"], []),
        (_plan(running=True), ["doc-0", "doc-1", "doc-2"], ["doc-3"]),
        (_plan(tacit_renewal=True), ["doc-1", "doc-0"], ["doc-3"]),
        (_plan(tacit_renewal=False), ["doc-2"], ["doc-3"]),
        (_plan(sellers=(PartyChoice(asked="dupont maintenance"),)), ["doc-0"], ["doc-2", "doc-3"]),
        (_plan(sellers=(PartyChoice(asked="x", name="Y", keys=("siren:552100554",)),)), ["doc-1"], ["doc-2", "doc-3"]),
        # The lease's last day for this term, 30 November 2024, has passed; the next one is 30 November 2025.
        (_plan(basis=DateBasis.NOTICE, period=_until(date(2025, 2, 28))), ["doc-0"], ["doc-3"]),
        (_plan(basis=DateBasis.NOTICE, period=_until(date(2025, 12, 31))), ["doc-0", "doc-1"], ["doc-3"]),
        (_plan(basis=DateBasis.NOTICE, period=_until(date(2025, 2, 27))), [], ["doc-3"]),
        (_plan(basis=DateBasis.END, period=_until(date(2025, 2, 28))), ["doc-2", "doc-1"], ["doc-3"]),
        (
            _plan(basis=DateBasis.NOTICE, period=Period(start=date(2026, 1, 1), end=date(2026, 12, 31))),
            ["doc-0", "doc-1"],
            ["doc-3"],
        ),
        (_plan(basis=DateBasis.EFFECTIVE, period=Period(start=date(2024, 1, 1))), ["doc-2"], ["doc-3"]),
    ],
)  # fmt: skip
def test_which_contracts_fit(facts: Facts, plan: Plan, fits: list[str], unsure: list[str]) -> None:
    result = facts.run(plan, OWNER, TODAY, "fr")
    assert sorted(one.document_id for one in result.included) == sorted(fits)
    assert [one.document_id for one in result.deadlines] == [one.document_id for one in result.included]
    assert sorted(one.document_id for one in result.excluded) == sorted(unsure)
    assert {one.left for one in result.excluded} <= {Left.UNREADABLE}
    assert result.figures[0].value == Decimal(len(fits)) == result.included_count


def test_contracts_are_counted_by_kind(facts: Facts) -> None:
    result = facts.run(_plan(measure=Measure.COUNT, group_by=Grouping.KIND), OWNER, TODAY, "fr")
    assert [(one.group, int(one.value)) for one in result.figures] == [("lease", 2), ("maintenance", 1), ("supply", 1)]
    assert result.words.replace("\u00a0", " ") == "Nombre des contrats par type : 4."


@pytest.mark.parametrize(("law", "fits"), [("french", ["fr", "fr2"]), ("english", ["en"]), ("swiss", [])])
def test_contracts_under_a_law(tmp_path: Path, law: str, fits: list[str]) -> None:
    said = {"fr": "droit français", "fr2": "French law", "en": "laws of England and Wales", "none": None}
    database = Database(tmp_path / "facts.db")
    database.migrate()
    put_facts(database, [(name, Contract(governing_law=law), ["everyone"]) for name, law in said.items()])
    result = Facts(database).run(_plan(law=law), OWNER, TODAY, "en")
    assert [one.title for one in result.included] == fits
    assert [one.title for one in result.excluded] == ["none"]
    with pytest.raises(RequestError):
        Facts(database).run(_plan(law="martian"), OWNER, TODAY, "en")
    database.close()


def test_what_has_not_begun_or_is_over_does_not_run(facts: Facts) -> None:
    def running(on: date) -> list[str]:
        return sorted(one.document_id for one in facts.run(_plan(running=True), OWNER, on, "en").included)

    assert running(date(2023, 5, 1)) == ["doc-1"]
    assert running(date(2025, 2, 1)) == ["doc-0", "doc-1"]
    assert "that are running" in facts.run(_plan(running=True), OWNER, TODAY, "en").words


def test_a_deadline_shows_its_arithmetic_and_its_clause(facts: Facts) -> None:
    plan = _plan(basis=DateBasis.NOTICE, period=_until(date(2025, 2, 28)))
    [deadline] = facts.run(plan, OWNER, TODAY, "fr").deadlines
    assert (deadline.term_end, deadline.notice_by, deadline.tacit) == (date(2025, 5, 31), date(2025, 2, 28), True)
    assert (deadline.page, deadline.boxes) == (4, (Box(0.1, 0.2, 0.3, 0.4),)) and len(deadline.steps) >= 2
    assert deadline.quote == "préavis de trois mois"
    words = facts.run(plan, OWNER, TODAY, "fr").words.replace("\u00a0", " ")
    assert words == (
        "Liste des contrats à dénoncer jusqu'au 28 février 2025 : 1 contrat. Pour 1 contrat, la lecture ne permet pas"
        " de le dire."
    )


def test_deadlines_are_the_readers_own_in_their_order(facts: Facts) -> None:
    mine = facts.deadlines(Reader("x"), TODAY, "en")
    assert [one.document_id for one in mine] == ["doc-0", "doc-1", "doc-2"]
    assert [one.document_id for one in facts.deadlines(OWNER, TODAY, "en")] == ["doc-0", "doc-1", "doc-2", "doc-3"]
    soon = facts.deadlines(Reader("x"), TODAY, "en", period=Period(start=TODAY, end=date(2025, 3, 1)))
    assert [one.document_id for one in soon] == ["doc-0"]


@pytest.mark.parametrize(
    "more",
    [
        {"measure": Measure.SUM}, {"group_by": Grouping.SELLER}, {"currency": "EUR"}, {"basis": DateBasis.DUE},
        {"at_least": Decimal(1)}, {"buyers": (PartyChoice(asked="x"),)},
    ],
)  # fmt: skip
def test_what_contracts_do_not_have_is_refused(facts: Facts, more: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        facts.run(_plan(**more), OWNER, TODAY, "fr")
