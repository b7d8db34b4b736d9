"""Invoices in the terms of EN 16931-1 (BT: business term, BG: group of terms), whatever they were read from.

Amounts are exact: :class:`~decimal.Decimal` in the invoice's currency, with at least that currency's decimals and
more only where the invoice has more; they are never rounded. In JSON they are strings, dates ISO 8601.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    computed_field,
    model_serializer,
)

from rag.domain.geometry import Box

Exact = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]
"""A number written out in JSON without exponent: ``"12450.00"``."""


class InvoiceType(StrEnum):
    """What an invoice is for; the exact UNTDID 1001 code is in :attr:`Invoice.type_code`."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CORRECTIVE = "corrective"
    PREPAYMENT = "prepayment"


NOT_CREDIT = (InvoiceType.INVOICE, InvoiceType.CORRECTIVE, InvoiceType.PREPAYMENT)
"""All kinds of invoice but credit notes."""


class FieldState(StrEnum):
    """How sure a field is: ``confirmed`` by a second witness (page, arithmetic or check digits), ``read`` from one
    source only, ``doubtful`` when a warning concerns it."""

    CONFIRMED = "confirmed"
    READ = "read"
    DOUBTFUL = "doubtful"


class _Value(BaseModel):
    """A plain value: never changed, unknown names in its JSON are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Field(_Value):
    """Where a field's value comes from: its EN 16931 term, and ``page`` (from 1) and ``box`` of the same figure on
    the printed page where it was found there."""

    bt: str
    state: FieldState = FieldState.READ
    page: int | None = None
    box: Box | None = None


class InvoiceWarning(_Value):
    """Something that is wrong with an invoice, as it is; nothing is corrected.

    ``code`` is stable: the rule of EN 16931 that is broken (``BR-CO-15``) or a name of our own
    (``iban_checksum``). ``message`` is a sentence for people, ``terms`` the EN 16931 terms and ``fields`` the keys
    of :attr:`Invoice.fields` concerned.
    """

    code: str
    message: str
    terms: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"


class Address(_Value):
    """A postal address (BG-5, BG-8, BG-15); ``country`` is an ISO 3166-1 code of two letters."""

    lines: tuple[str, ...] = ()
    postcode: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None


class Contact(_Value):
    """Whom to ask (BG-6, BG-9)."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


class Party(_Value):
    """Seller (BG-4), buyer (BG-7), payee (BG-10) or the seller's tax representative (BG-11).

    ``legal_id`` is BT-30, BT-47 or BT-61 with ``legal_scheme``, an ISO 6523 code; ``siren`` (9 digits) and ``siret``
    (14 digits) are filled from identifiers of the schemes 0002 and 0009 as they stand, right or wrong.
    """

    name: str | None = None
    trading_name: str | None = None
    legal_id: str | None = None
    legal_scheme: str | None = None
    siren: str | None = None
    siret: str | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    ids: tuple[str, ...] = ()
    electronic_address: str | None = None
    electronic_scheme: str | None = None
    address: Address | None = None
    contact: Contact | None = None


class Period(_Value):
    """An invoicing period (BG-14, BG-26), both days included."""

    start: date | None = None
    end: date | None = None


class PrecedingInvoice(_Value):
    """An invoice that this one corrects or credits (BG-3)."""

    number: str | None = None
    issue_date: date | None = None


class Note(_Value):
    """A note (BG-1): its text (BT-22) and subject, a code of UNTDID 4451 (BT-21)."""

    text: str
    subject: str | None = None


class PaymentMeans(_Value):
    """A way to pay (BG-16 to BG-19): ``code`` is one of UNTDID 4461 (BT-81); ``iban`` has no spaces."""

    code: str | None = None
    iban: str | None = None
    account: str | None = None
    account_name: str | None = None
    bic: str | None = None
    debited_iban: str | None = None


class Adjustment(_Value):
    """An allowance (BG-20, BG-27) or a charge (BG-21, BG-28); ``amount`` has no sign of its own."""

    charge: bool
    amount: Exact | None = None
    base: Exact | None = None
    percent: Exact | None = None
    reason: str | None = None
    reason_code: str | None = None
    vat_category: str | None = None
    vat_rate: Exact | None = None


class InvoiceLine(_Value):
    """A line (BG-25). ``price`` is the net price (BT-146) of ``base_quantity`` units (BT-149, 1 if None).

    ``status`` is that of Factur-X EXTENDED (BT-X-8): a line whose status is neither None nor ``DETAIL`` does not
    count in the totals.
    """

    id: str | None = None
    name: str | None = None
    description: str | None = None
    quantity: Exact | None = None
    unit: str | None = None
    price: Exact | None = None
    gross_price: Exact | None = None
    base_quantity: Exact | None = None
    net: Exact | None = None
    vat_category: str | None = None
    vat_rate: Exact | None = None
    adjustments: tuple[Adjustment, ...] = ()
    period: Period | None = None
    seller_item_id: str | None = None
    order_line: str | None = None
    note: str | None = None
    status: str | None = None
    parent: str | None = None

    @property
    def counts(self) -> bool:
        """Whether the line is summed in the totals."""
        return self.status in (None, "DETAIL")


class VatBreakdown(_Value):
    """The VAT of one category and rate (BG-23); ``rate`` is in percent."""

    base: Exact | None = None
    amount: Exact | None = None
    category: str | None = None
    rate: Exact | None = None
    exemption_reason: str | None = None
    exemption_code: str | None = None


class Totals(_Value):
    """Document totals (BG-22): BT-106 to BT-115 in order, and ``third_party``, the amounts collected for others that
    extended profiles add to what is payable."""

    lines: Exact | None = None
    allowances: Exact | None = None
    charges: Exact | None = None
    net: Exact | None = None
    vat: Exact | None = None
    vat_accounting: Exact | None = None
    gross: Exact | None = None
    prepaid: Exact | None = None
    rounding: Exact | None = None
    payable: Exact | None = None
    third_party: Exact | None = None


class Invoice(_Value):
    """An invoice as its source states it; None is what the source does not state.

    ``fields`` tells for each value, by its name here (``gross``, ``seller.vat_id``, ``lines.1.net``, lines counted
    from 1), its EN 16931 term, state and place. ``profile`` is the specification identifier (BT-24), ``level`` the
    profile's short name (``minimum``, ``basicwl``, ``basic``, ``en16931``, ``extended``, or None), ``syntax`` what
    it was written in.
    """

    number: str | None = None
    type: InvoiceType = InvoiceType.INVOICE
    type_code: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    delivery_date: date | None = None
    tax_point_date: date | None = None
    currency: str | None = None
    vat_currency: str | None = None
    seller: Party = Party()
    buyer: Party = Party()
    payee: Party | None = None
    tax_representative: Party | None = None
    delivery_country: str | None = None
    period: Period | None = None
    buyer_reference: str | None = None
    order_reference: str | None = None
    sales_order_reference: str | None = None
    contract_reference: str | None = None
    project_reference: str | None = None
    preceding: tuple[PrecedingInvoice, ...] = ()
    notes: tuple[Note, ...] = ()
    payment_terms: str | None = None
    payment_reference: str | None = None
    payments: tuple[PaymentMeans, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    vat_breakdown: tuple[VatBreakdown, ...] = ()
    totals: Totals = Totals()
    profile: str | None = None
    level: str | None = None
    process: str | None = None
    syntax: Literal["cii", "ubl", "zugferd1"] | None = None
    source: Literal["xml", "page"] = "xml"
    warnings: tuple[InvoiceWarning, ...] = ()
    fields: Mapping[str, Field] = {}

    @computed_field  # type: ignore[prop-decorator]
    @property
    def net(self) -> Exact | None:
        """The total without VAT (BT-109)."""
        return self.totals.net

    @computed_field  # type: ignore[prop-decorator]
    @property
    def vat(self) -> Exact | None:
        """The total of VAT (BT-110) in the invoice's currency."""
        return self.totals.vat

    @computed_field  # type: ignore[prop-decorator]
    @property
    def gross(self) -> Exact | None:
        """The total with VAT (BT-112)."""
        return self.totals.gross

    @computed_field  # type: ignore[prop-decorator]
    @property
    def payable(self) -> Exact | None:
        """What is due for payment (BT-115)."""
        return self.totals.payable

    @computed_field  # type: ignore[prop-decorator]
    @property
    def iban(self) -> str | None:
        """The first account to pay to (BT-84) that is an IBAN."""
        return next((means.iban for means in self.payments if means.iban), None)

    @model_serializer(mode="wrap")
    def _with_sentences(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """In JSON ``warnings`` are sentences; their typed form is ``findings``."""
        written: dict[str, Any] = handler(self)
        written["findings"] = written["warnings"]
        written["warnings"] = [str(warning) for warning in self.warnings]
        return written

    def to_json(self) -> dict[str, Any]:
        """The invoice as JSON values; :meth:`from_json` gives it back."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Invoice:
        """The invoice that :meth:`to_json` wrote. Raises pydantic.ValidationError for anything else."""
        return cls.model_validate({**data, "warnings": data.get("findings", [])})

    @property
    def sure_number(self) -> str | None:
        """The number, unless it was read from a page in doubt; what an XML states, it states."""
        known = self.fields.get("number")
        doubtful = self.source != "xml" and known is not None and known.state is FieldState.DOUBTFUL
        return None if doubtful else self.number or None

    def with_warnings(self, found: tuple[InvoiceWarning, ...]) -> Invoice:
        """The same invoice with these warnings too; the fields that they concern become doubtful."""
        fields = dict(self.fields)
        for key in {key for warning in found for key in warning.fields} & fields.keys():
            fields[key] = fields[key].model_copy(update={"state": FieldState.DOUBTFUL})
        return self.model_copy(update={"warnings": (*self.warnings, *found), "fields": fields})
