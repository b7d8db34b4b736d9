from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain.invoice import FieldState, Invoice, InvoiceType, Party, Totals, VatBreakdown
from rag.store.invoice_rows import COUNTS, DOUBTFUL, UNKNOWN, invoice_facts_row, invoice_vat_rows, number_key, rate_text
from tests.support.ledgers import DUPONT, invoice

NOW = datetime(2025, 1, 1, tzinfo=UTC)
PAGE = {"source": "page"}


def _row(one: Invoice) -> dict[str, Any]:
    return invoice_facts_row(one, "v", "d", NOW)


@pytest.mark.parametrize(
    ("one", "minor", "state"),
    [
        (invoice(gross="120.00"), 12000, COUNTS),
        (invoice(gross="0.00"), 0, COUNTS),
        (invoice(gross="-5.00"), -500, COUNTS),
        (invoice(gross="5", currency="JPY"), 5, COUNTS),
        (invoice(gross="1.234", currency="TND", rate=None), 1234, COUNTS),
        (invoice(gross="5.00", kind=InvoiceType.CREDIT_NOTE), -500, COUNTS),
        (invoice(gross="-5.00", kind=InvoiceType.CREDIT_NOTE), -500, DOUBTFUL),
        (invoice(gross="-5.00", kind=InvoiceType.CREDIT_NOTE, **PAGE), -500, COUNTS),
        (invoice(gross="5.00", **PAGE), 500, COUNTS),
        (invoice(gross="5.00", states={"gross": FieldState.READ}, **PAGE), 500, DOUBTFUL),
        (invoice(gross="5.00", states={"gross": FieldState.DOUBTFUL}), 500, DOUBTFUL),
        (invoice(gross="5.001"), None, DOUBTFUL),
        (invoice(gross=None), None, UNKNOWN),
        (invoice(gross="5.00", currency=None), None, UNKNOWN),
        (invoice(gross="5.00", currency="Euro"), None, UNKNOWN),
    ],
)  # fmt: skip
def test_amounts(one: Invoice, minor: int | None, state: str) -> None:
    row = _row(one)
    assert (row["gross_minor"], row["gross_state"]) == (minor, state)


@pytest.mark.parametrize("hostile", ["1E+999999999", "-1E+999999999", "1E-999999999", "99999999999999"])
def test_hostile_amounts_are_doubtful(hostile: str) -> None:
    totals = Totals(gross=Decimal(hostile), net=Decimal(hostile))
    rates = (VatBreakdown(base=Decimal(1), amount=Decimal(1), rate=Decimal(hostile)),)
    row = _row(invoice().model_copy(update={"totals": totals, "vat_breakdown": rates}))
    assert (row["gross_minor"], row["gross_state"], row["rates_state"]) == (None, DOUBTFUL, UNKNOWN)


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from(["EUR", "JPY", "TND"]),
)
def test_no_number_breaks_a_row(amount: Decimal, rate: Decimal, currency: str) -> None:
    rates = (VatBreakdown(base=amount, amount=amount, rate=rate),)
    one = invoice().model_copy(update={"totals": Totals(gross=amount), "vat_breakdown": rates, "currency": currency})
    row = _row(one)
    minor = row["gross_minor"]
    assert minor is None or Decimal(minor).scaleb(-row["decimals"]) == amount
    invoice_vat_rows(one, row)


@pytest.mark.parametrize(
    ("party", "key"),
    [
        (DUPONT, "siren:552100554"),
        (Party(name="X", siren="552 100 554"), "siren:552100554"),
        (Party(name="X", siret="55210055400013"), "siren:552100554"),
        (Party(name="X", vat_id="FR 61 552100554"), "siren:552100554"),
        (Party(name="X", vat_id="DE129273398"), "vat:DE129273398"),
        (Party(name="X", siren="552100555", vat_id="de 129 273 398"), "vat:DE129273398"),
        (Party(name="Société Dupont & Fils, S.A.R.L."), "name:dupont fils"),
        (Party(name="SPA"), "name:spa"),
        (Party(trading_name="Chez Paul"), "name:paul"),
        (Party(name="---"), None),
        (Party(), None),
    ],
)
def test_party_keys(party: Party, key: str | None) -> None:
    assert _row(invoice(seller=party))["seller_key"] == key


def test_what_is_doubtful_on_a_page_is_not_known() -> None:
    doubt = FieldState.DOUBTFUL
    states = dict.fromkeys(("seller.name", "seller.siren", "number", "issue_date", "due_date"), doubt)
    row = _row(invoice(states=states, **PAGE))
    assert [row[name] for name in ("seller_key", "seller_name", "number_key", "issue_date", "due_date", "twin")] == [
        None, "", None, None, None, None,
    ]  # fmt: skip
    stated = _row(invoice(states=states))
    assert stated["seller_key"] == "name:dupont maintenance", "doubtful identifiers are passed over in an XML, too"
    assert stated["issue_date"] == "2024-03-05"


def test_rates() -> None:
    rates = (
        VatBreakdown(base=Decimal("10.00"), amount=Decimal("2.00"), rate=Decimal("20")),
        VatBreakdown(base=Decimal("5.00"), amount=Decimal("1.00"), rate=Decimal("20.000")),
        VatBreakdown(base=Decimal("1.00"), rate=Decimal(0)),
        VatBreakdown(base=Decimal("1.00"), amount=Decimal("0.00")),
    )
    totals = Totals(net=Decimal("17.00"), vat=Decimal("3.00"), gross=Decimal("20.00"))
    one = invoice().model_copy(update={"vat_breakdown": rates, "totals": totals})
    row = _row(one)
    assert row["rates_state"] == COUNTS
    assert [(rate["rate"], rate["base_minor"], rate["vat_minor"]) for rate in invoice_vat_rows(one, row)] == [
        ("0.00", 200, 0),
        ("20.00", 1500, 300),
    ]
    short = one.model_copy(update={"totals": totals.model_copy(update={"net": Decimal("18.00")})})
    assert _row(short)["rates_state"] == DOUBTFUL


def _without_bases(net: str, vat: str, *rates: tuple[str, str]) -> Invoice:
    totals = Totals(net=Decimal(net), vat=Decimal(vat), gross=Decimal(net) + Decimal(vat))
    breakdown = tuple(VatBreakdown(amount=Decimal(amount), rate=Decimal(rate)) for rate, amount in rates)
    return invoice(**PAGE).model_copy(update={"vat_breakdown": breakdown, "totals": totals})


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (_without_bases("1099.15", "134.41", ("10", "85.41"), ("20", "49.00")), COUNTS),
        (_without_bases("1299.15", "134.41", ("10", "85.41"), ("20", "49.00"), ("0", "0.00")), COUNTS),
        (_without_bases("900.00", "134.41", ("10", "85.41"), ("20", "49.00"), ("0", "0.00")), DOUBTFUL),
        (_without_bases("1099.15", "134.41", ("20", "85.41"), ("10", "49.00")), DOUBTFUL),
        (_without_bases("1099.15", "134.42", ("10", "85.41"), ("20", "49.00")), DOUBTFUL),
    ],
)
def test_where_no_base_is_printed_vat_counts_if_what_it_comes_of_is_the_net(one: Invoice, state: str) -> None:
    row = _row(one)
    assert (row["rates_state"], row["bases_state"]) == (state, UNKNOWN)
    assert {rate["base_minor"] for rate in invoice_vat_rows(one, row)} == {None}


@pytest.mark.parametrize(
    ("number", "key"), [("FA-2024/001", "fa2024001"), ("fa 2024 001", "fa2024001"), ("N° É12", "ne12"), ("-", None)]
)
def test_number_keys(number: str, key: str | None) -> None:
    assert number_key(number) == key


@pytest.mark.parametrize(
    ("rate", "text"), [("20", "20.00"), ("5.5", "5.50"), ("8.125", "8.125"), ("0", "0.00"), ("2E1", "20.00")]
)
def test_rate_text(rate: str, text: str) -> None:
    assert rate_text(Decimal(rate)) == text
