"""How exactly invoices are read from their pages: every field against its truth, by the state it was given."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ingest.extraction.invoices import extract_invoice
from ingest.parsing import Limits, parse
from rag.domain.invoice import FieldState, Invoice
from rag.errors import DocumentError, RequestError
from rag.language import LEGAL_FORMS, fold

LIMITS = Limits(max_pages=500, max_chars=5_000_000)
MISSING = "missing"
_TOTALS = frozenset({"total", "net", "tax", "payable"})
_NAMES: dict[str, tuple[str, str, Callable[[Invoice], Any]]] = {
    # a field of the truth -> its name here, the key of its state, how to get it
    "no": ("number", "number", lambda invoice: invoice.number),
    "invoice_number": ("number", "number", lambda invoice: invoice.number),
    "type": ("type", "type", lambda invoice: invoice.type.value),
    "date": ("date", "issue_date", lambda invoice: invoice.issue_date),
    "due": ("due", "due_date", lambda invoice: invoice.due_date),
    "date_due": ("due", "due_date", lambda invoice: invoice.due_date),
    "total": ("total", "gross", lambda invoice: invoice.gross),
    "amount": ("total", "gross", lambda invoice: invoice.gross),
    "net": ("net", "net", lambda invoice: invoice.net),
    "amount_untaxed": ("net", "net", lambda invoice: invoice.net if invoice.net is not None else invoice.gross),
    "tax": ("tax", "vat", lambda invoice: invoice.vat),
    "amount_tax": ("tax", "vat", lambda invoice: invoice.vat),
    "payable": ("payable", "payable", lambda invoice: invoice.payable),
    "seller": ("seller", "seller.name", lambda invoice: invoice.seller.name),
    "issuer": ("seller", "seller.name", lambda invoice: invoice.seller.name),
    "buyer": ("buyer", "buyer.name", lambda invoice: invoice.buyer.name),
    "currency": ("currency", "currency", lambda invoice: invoice.currency),
    "siren": ("seller siren", "seller.siren", lambda invoice: invoice.seller.siren),
    "vat": ("seller vat id", "seller.vat_id", lambda invoice: invoice.seller.vat_id),
    "buyer_siren": ("buyer siren", "buyer.siren", lambda invoice: invoice.buyer.siren),
    "buyer_vat": ("buyer vat id", "buyer.vat_id", lambda invoice: invoice.buyer.vat_id),
    "iban": ("iban", "iban", lambda invoice: invoice.iban),
    "order": ("order", "order_reference", lambda invoice: invoice.order_reference),
    "preceding": (
        "preceding",
        "preceding.1.number",
        lambda invoice: invoice.preceding[0].number if invoice.preceding else None,
    ),
    "lines": ("lines", "", lambda invoice: len(invoice.lines)),
}
_KNOWN_NAMES = frozenset({"seller", "buyer"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field of one document: what was expected, what was read, and the state it was given (``missing``: none)."""

    file: str
    field: str
    expected: str
    read: str
    state: str
    exact: bool


@dataclass
class FieldFigures:
    """How often a field was exact, wrong and missing, and by state how often right and wrong."""

    exact: int = 0
    wrong: int = 0
    missing: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many documents have the field."""
        return self.exact + self.wrong + self.missing


@dataclass
class InvoiceFigures:
    """All verdicts, and the documents that were read as invoices though none was expected, or not read as such."""

    verdicts: list[Verdict] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    documents: int = 0

    @property
    def share(self) -> float:
        """The share of fields that are exact, 0 to 1."""
        return sum(verdict.exact for verdict in self.verdicts) / len(self.verdicts) if self.verdicts else 0.0

    @property
    def by_field(self) -> dict[str, FieldFigures]:
        """The figures of each field."""
        found: dict[str, FieldFigures] = {}
        for verdict in self.verdicts:
            figures = found.setdefault(verdict.field, FieldFigures())
            if verdict.exact:
                figures.exact += 1
            elif verdict.state == MISSING:
                figures.missing += 1
            else:
                figures.wrong += 1
            figures.states[f"{verdict.state} {'right' if verdict.exact else 'wrong'}"] += 1
        return found

    @property
    def wrong_but_confirmed(self) -> list[Verdict]:
        """What must not be: fields that are wrong and said to be certain."""
        return [each for each in self.verdicts if not each.exact and each.state == FieldState.CONFIRMED.value]

    @property
    def wrong_totals_confirmed(self) -> list[Verdict]:
        """The worst of them."""
        return [each for each in self.wrong_but_confirmed if each.field in _TOTALS]

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON values."""
        return {
            "documents": self.documents,
            "fields": len(self.verdicts),
            "exact": round(self.share, 4),
            "by_field": {
                name: {"exact": each.exact, "wrong": each.wrong, "missing": each.missing, "states": dict(each.states)}
                for name, each in sorted(self.by_field.items())
            },
            "wrong_but_confirmed": [asdict(each) for each in self.wrong_but_confirmed],
            "wrong_totals_confirmed": len(self.wrong_totals_confirmed),
            "read_as_invoice": self.unexpected,
            "not_read": self.unread,
            "differences": [asdict(each) for each in self.verdicts if not each.exact],
        }


def load_truth(path: Path) -> dict[str, dict[str, Any]]:
    """The expected fields by file.

    Raises:
        RequestError: the file is no such JSON.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"{path} cannot be read as JSON.", "Name a file of expected fields.") from error
    if not isinstance(loaded, dict) or not all(isinstance(each, dict) for each in loaded.values()):
        raise RequestError(f"{path} holds no expected fields by file.", "Name a file of expected fields.")
    return loaded


def measure_folder(
    folder: Path, truth: Mapping[str, Mapping[str, Any]], done: Callable[[], object] = lambda: None
) -> InvoiceFigures:
    """The figures of the documents of a folder, each read from its page whether or not it has XML too.

    A document's truth is found by its path or, failing that, by its name.
    """
    by_name = {Path(name).name: fields for name, fields in truth.items()}
    figures = InvoiceFigures()
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.suffix != ".xml"):
        expected = next((fields for name, fields in truth.items() if path.as_posix().endswith(f"/{name}")), None)
        expected = by_name.get(path.name) if expected is None else expected
        judge_document(path, expected, figures)
        done()
    return figures


def judge_document(path: Path, expected: Mapping[str, Any] | None, figures: InvoiceFigures) -> None:
    """Reads one document and adds its verdicts."""
    try:
        invoice = extract_invoice(parse(path.read_bytes(), path.name, LIMITS))
    except DocumentError:
        invoice = None
    figures.documents += 1
    known = {name: value for name, value in (expected or {}).items() if name in _NAMES and value is not None}
    if not known:
        if invoice is not None and expected is None:
            figures.unexpected.append(path.name)
        return
    if invoice is None:
        figures.unread.append(path.name)
    figures.verdicts.extend(verdicts(path.name, known, invoice))


def verdicts(file: str, expected: Mapping[str, Any], invoice: Invoice | None) -> Iterator[Verdict]:
    """The verdict on each expected field of a document."""
    for name, value in expected.items():
        shown, key, get = _NAMES[name]
        read = get(invoice) if invoice is not None else None
        state = MISSING
        if invoice is not None and read is not None:
            known = invoice.fields.get(key)
            state = known.state.value if known is not None else FieldState.READ.value
        yield Verdict(file, shown, str(value), "" if read is None else str(read), state, _same(shown, str(value), read))


def _same(name: str, expected: str, read: object) -> bool:
    if read is None:
        return False
    if isinstance(read, Decimal):
        try:
            return read == Decimal(expected)
        except InvalidOperation:
            return False
    if name in _KNOWN_NAMES:
        return _plain_name(expected) == _plain_name(str(read))
    return _squeezed(expected) == _squeezed(str(read))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _plain_name(text: str) -> str:
    """A name without accents, signs and legal form: "Coolblue B.V." is "Coolblue"."""
    kept = [word for word in re.split(r"[\s,]+", fold(text)) if _squeezed(word) not in LEGAL_FORMS]
    return _squeezed(" ".join(kept)) or _squeezed(text)
