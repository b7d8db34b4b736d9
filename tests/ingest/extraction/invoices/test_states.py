"""How sure a field is: what bears it out, what speaks against it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extraction.invoices import extract_invoice
from ingest.parsing import parse
from rag.domain.invoice import Invoice
from tests.ingest.extraction.invoices.makes import Piece, drawn
from tests.ingest.parsing.makers import LIMITS

_HEAD = (
    "FACTURE",
    "Ateliers Morvan",
    "12 rue des Lilas",
    "69003 Lyon",
    "Facture n° FA-2024-12",
    "Date : 12/03/2024",
    "Client : Clinique des Tilleuls",
)


def sheet(*rows: str, head: tuple[str, ...] = _HEAD) -> Invoice:
    """An invoice with these rows under its head; cells are parted by " | "."""
    pieces: list[Piece] = []
    for number, row in enumerate((*head, *rows)):
        pieces += [(50 + 130 * place, 60 + 15 * number, cell) for place, cell in enumerate(row.split(" | ")) if cell]
    invoice = extract_invoice(parse(drawn(pieces), "facture.pdf", LIMITS))
    assert invoice is not None
    return invoice


def state(invoice: Invoice, key: str) -> str:
    return invoice.fields[key].state.value


def codes(invoice: Invoice) -> set[str]:
    return {warning.code for warning in invoice.warnings}


def test_net_and_vat_that_make_the_total() -> None:
    invoice = sheet("Total HT : 200,00 €", "TVA 20 % : 40,00 €", "Total TTC : 240,00 €")
    assert [str(each) for each in (invoice.net, invoice.vat, invoice.gross)] == ["200.00", "40.00", "240.00"]
    assert {state(invoice, key) for key in ("net", "vat", "gross")} == {"confirmed"}
    (part,) = invoice.vat_breakdown
    assert (str(part.rate), str(part.base), str(part.amount)) == ("20", "200.00", "40.00")


def test_totals_that_do_not_add_up() -> None:
    invoice = sheet("Total HT : 200,00 €", "TVA 20 % : 40,00 €", "Total TTC : 250,00 €")
    assert (str(invoice.gross), state(invoice, "gross")) == ("250.00", "doubtful")
    assert "BR-CO-15" in codes(invoice)


def test_vat_that_is_not_its_rate() -> None:
    invoice = sheet("Total HT : 200,00 €", "TVA 20 % : 30,00 €", "Total TTC : 230,00 €")
    assert (state(invoice, "vat"), state(invoice, "gross")) == ("doubtful", "confirmed")
    assert codes(invoice) == {"BR-CO-17"}


def test_without_vat_two_figures_prove_nothing() -> None:
    """net = gross holds by itself: it takes a witness apart from both."""
    alone = sheet("Total : 240,00 €")
    assert (str(alone.gross), state(alone, "gross"), alone.net, alone.vat) == ("240.00", "read", None, None)
    silent = sheet("Total HT : 240,00 €", "Total TTC : 240,00 €")
    assert (state(silent, "gross"), state(silent, "net")) == ("read", "read")
    unnamed = sheet("Sous-total : 240,00 €", "TVA : 0,00 €", "Total : 240,00 €")
    assert state(unnamed, "gross") == "read"
    mentioned = sheet("Total HT : 240,00 €", "Total TTC : 240,00 €", "TVA non applicable, art. 293 B du CGI")
    assert state(mentioned, "gross") == "confirmed"
    due = sheet("Total : 240,00 €", "Net à payer : 240,00 €")
    assert (state(due, "gross"), state(due, "payable")) == ("confirmed", "confirmed")
    heads, filters = "Désignation | Qté | P.U. | Montant", "Filtres | 2 | 70,00 | 140,00"
    lines = sheet(heads, filters, "Pose | 1 | 100,00 | 100,00", "Total : 240,00 €")
    assert (state(lines, "gross"), len(lines.lines), state(lines, "lines.1.net")) == ("confirmed", 2, "confirmed")
    against = sheet(heads, filters, "Pose | 1 | 90,00 | 90,00", "Total : 240,00 €", "Net à payer : 240,00 €")
    assert state(against, "gross") == "read"


_HEADS = "Désignation  Qté  P.U.  Montant"
_NOUGHT = {
    "rate": ("Total HT : 1 276,40 €", "TVA 0 % : 0,00 €", "Total TTC : 1 276,40 €"),
    "english": ("Total excl. VAT: €1,276.40", "VAT 0 %: €0.00", "Total incl. VAT: €1,276.40"),
    "to be paid": ("Total HT : 1 276,40 €", "TVA : 0,00 €", "Net à payer : 1 276,40 €"),
    "small business": ("Total HT : 1 276,40 €", "TVA non applicable, art. 293 B du CGI", "Net à payer : 1 276,40 €"),
    "reverse charge": ("Total HT : 1 276,40 €", "Total TTC : 1 276,40 €", "Autoliquidation de la TVA"),
    "one line": (_HEADS, "Forfait    1 276,40", "TVA non applicable, art. 293 B du CGI", "Total : 1 276,40 €"),
    "lines": (_HEADS, "Pose  2  500,00  1 000,00", "Dépose  1  276,40  276,40", "TVA 0 % : 0,00", "Total : 1 276,40"),
}


@pytest.mark.parametrize("rows", _NOUGHT.values(), ids=list(_NOUGHT))
def test_a_vat_of_nought_is_certain_with_a_second_printing(rows: tuple[str, ...]) -> None:
    invoice = written(rows)
    assert (str(invoice.gross), state(invoice, "gross")) == ("1276.40", "confirmed")
    if invoice.net is not None:
        assert (str(invoice.net), state(invoice, "net")) == ("1276.40", "confirmed")
        assert "vat" not in invoice.fields or (str(invoice.vat), state(invoice, "vat")) == ("0.00", "confirmed")


@pytest.mark.parametrize("rows", _NOUGHT.values(), ids=list(_NOUGHT))
def test_one_misread_digit_of_a_vat_of_nought_is_never_certain(rows: tuple[str, ...]) -> None:
    """Every digit of every amount and rate, each read as three others."""
    mistakes = 0
    for number, row in enumerate(rows):
        for place in (place for place, sign in enumerate(row) if sign.isdigit()):
            for step in (1, 3, 8):
                digit = str((int(row[place]) + step) % 10)
                changed = (*rows[:number], row[:place] + digit + row[place + 1 :], *rows[number + 1 :])
                invoice = extract_invoice(parse("\n".join((*_HEAD, *changed)).encode(), "facture.txt", LIMITS))
                mistakes += 1
                for key in ("gross", "net", "vat", "payable"):
                    if invoice is not None and key in invoice.fields and state(invoice, key) == "confirmed":
                        right = "0.00" if key == "vat" else "1276.40"
                        assert str(getattr(invoice, key)) == right, (key, changed)
    assert mistakes > 30


@pytest.mark.parametrize(
    "rows",
    [
        ("Total HT : 200,00 €", "TVA 20 % : 0,00 €", "Total TTC : 200,00 €"),
        ("Total HT : 200,00 €", "TVA 0 % : 0,00 €", "Total HT : 300,00 €", "Total TTC : 300,00 €"),
        ("Total HT : 200,00 €", "TVA 0 % : 0,00 €", "TVA : 40,00 €", "Total TTC : 200,00 €"),
        ("Total TTC : 200,00 €", "TVA 0 % : 0,00 €"),
        ("Total HT : 200,00 €", "TVA non applicable, art. 293 B du CGI"),
        (_HEADS, "Pose  2  50,00  100,00", "Total HT : 200,00", "TVA 0 % : 0,00", "Total TTC : 200,00"),
        ("Total HT : 200,00 €", "TVA 0 % : 0,00 €", "Total TTC : -200,00 €"),
    ],
)
def test_a_vat_of_nought_that_proves_nothing(rows: tuple[str, ...]) -> None:
    invoice = written(rows)
    assert "confirmed" not in {state(invoice, key) for key in ("gross", "net") if key in invoice.fields}


def written(rows: tuple[str, ...]) -> Invoice:
    """An invoice with these rows as a text file."""
    invoice = extract_invoice(parse("\n".join((*_HEAD, *rows)).encode(), "facture.txt", LIMITS))
    assert invoice is not None
    return invoice


def test_two_sets_of_totals_that_fit() -> None:
    invoice = sheet(
        *("Total HT : 200,00 €", "TVA 20 % : 40,00 €", "Total TTC : 240,00 €"),
        *("Total HT : 300,00 €", "TVA 20 % : 60,00 €", "Total TTC : 360,00 €"),
    )
    assert state(invoice, "gross") == "doubtful"
    assert "several_totals" in codes(invoice)


def test_several_rates_and_a_total_of_vat_that_is_not_printed() -> None:
    invoice = sheet("Total HT : 300,00 €", "TVA 20 % : 40,00 €", "TVA 5,5 % : 5,50 €", "Total TTC : 345,50 €")
    assert (str(invoice.vat), state(invoice, "vat"), invoice.fields["vat"].page) == ("45.50", "confirmed", None)
    assert state(invoice, "gross") == "confirmed" and len(invoice.vat_breakdown) == 2


@pytest.mark.parametrize(
    ("rows", "payable", "expected"),
    [
        (("Acompte versé : 40,00 €", "Net à payer : 200,00 €"), "200.00", "confirmed"),
        (("Acompte versé : -40,00 €", "Reste à payer : 200,00 €"), "200.00", "confirmed"),
        (("Net à payer : 240,00 €",), "240.00", "confirmed"),
        (("Net à payer : 205,00 €",), "205.00", "doubtful"),
    ],
)
def test_what_remains_to_be_paid(rows: tuple[str, ...], payable: str, expected: str) -> None:
    invoice = sheet("Total HT : 200,00 €", "TVA 20 % : 40,00 €", "Total TTC : 240,00 €", *rows)
    assert (str(invoice.payable), state(invoice, "payable")) == (payable, expected)
    assert (str(invoice.gross), state(invoice, "gross")) == ("240.00", "confirmed")


def test_an_amount_in_words_and_flat_charges_are_no_totals() -> None:
    invoice = sheet(
        *("Total HT : 200,00 €", "TVA 20 % : 40,00 €", "Total TTC : 240,00 €"),
        "Arrêtée la présente facture à la somme de deux cent quarante euros.",
        "Indemnité forfaitaire de recouvrement : 40,00 €. SARL au capital de 8 000,00 €.",
    )
    assert (str(invoice.gross), state(invoice, "gross"), invoice.warnings) == ("240.00", "confirmed", ())


def test_identifiers_and_days() -> None:
    sound = sheet(
        *("Total : 240,00 €", "Échéance : 11/04/2024", "Paiement à 30 jours"),
        *("IBAN FR76 3000 6000 0112 3456 7890 189", "SIRET 732 829 320 00074"),
    )
    keys = ("iban", "seller.siren", "seller.siret", "issue_date", "due_date")
    assert {state(sound, key) for key in keys} == {"confirmed"}
    broken = sheet(
        *("Total : 240,00 €", "Échéance : 11/02/2024"),
        *("IBAN FR76 3000 6000 0112 3456 7890 188", "SIRET 732 829 320 00075"),
    )
    assert {state(broken, key) for key in ("iban", "seller.siret", "issue_date", "due_date")} == {"doubtful"}
    assert codes(broken) >= {"iban_checksum", "siret_checksum", "due_before_issue"}


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("Paiement à 30 jours", "2024-04-11"),
        ("Paiement à réception de facture", "2024-03-12"),
        ("Paiement à 30 jours fin de mois", None),
        ("Escompte de 2 % sous 10 jours", None),
    ],
)
def test_a_due_day_that_is_reckoned_has_no_place(terms: str, due: str | None) -> None:
    invoice = sheet("Total : 240,00 €", terms)
    assert (invoice.due_date.isoformat() if invoice.due_date else None) == due
    if due:
        assert (state(invoice, "due_date"), invoice.fields["due_date"].box) == ("read", None)


def test_days_that_may_be_months() -> None:
    head = ("INVOICE", "Acme Tools Inc.", "900 Market Street", "Invoice # 1001", "Date: 03/04/2024")
    unsure = sheet("Total: $240.00", head=head)
    assert (state(unsure, "issue_date"), codes(unsure)) == ("doubtful", {"ambiguous_date"})
    sure = sheet("Total: $240.00", "Due date: 04/30/2024", head=head)
    assert (str(sure.issue_date), str(sure.due_date), codes(sure)) == ("2024-03-04", "2024-04-30", set())


@pytest.mark.parametrize(
    ("issued", "due", "read", "unsure"),
    [
        ("09/10/2022", "08/11/2022", ("2022-10-09", "2022-11-08"), False),
        ("02/10/2022", "03/09/2022", ("2022-02-10", "2022-03-09"), False),
        ("02/10/2022", "2022-03-12", ("2022-02-10", "2022-03-12"), False),
        ("03/04/2024", "04/05/2024", ("2024-04-03", "2024-05-04"), True),
        ("09/10/2022", "08/09/2022", ("2022-10-09", "2022-09-08"), True),
        # Three months, or three days.
        ("03/04/2024", "03/07/2024", ("2024-04-03", "2024-07-03"), True),
    ],
)
def test_nothing_is_due_before_it_is_issued(issued: str, due: str, read: tuple[str, str], unsure: bool) -> None:
    head = ("INVOICE", "Acme Tools Inc.", "900 Market Street", "Invoice # 1001", f"Date: {issued}")
    invoice = sheet("Total: $240.00", f"Due date: {due}", head=head)
    assert (str(invoice.issue_date), str(invoice.due_date)) == read
    assert ("ambiguous_date" in codes(invoice)) is unsure
    assert (state(invoice, "issue_date") == "doubtful") is unsure


@pytest.mark.parametrize(
    ("issued", "due", "read"),
    [
        ("08/12/2024", "07/01/2025", ("2024-12-08", "2025-01-07")),
        ("11/04/2023", "11/05/2023", ("2023-04-11", "2023-05-11")),
        ("01/01/2022", "02/03/2022", ("2022-01-01", "2022-03-02")),
        ("03/04/2024", "03/11/2024", ("2024-03-04", "2024-03-11")),
        ("01/03/2024", "02/02/2024", ("2024-01-03", "2024-02-02")),
        ("03/05/2024", "04/04/2024", ("2024-03-05", "2024-04-04")),
    ],
)
def test_a_usual_term_tells_day_from_month_and_says_so(issued: str, due: str, read: tuple[str, str]) -> None:
    head = ("INVOICE", "Acme Tools Inc.", "900 Market Street", "Invoice # 1001", f"Date: {issued}")
    invoice = sheet("Total: $240.00", f"Due date: {due}", head=head)
    assert (str(invoice.issue_date), str(invoice.due_date)) == read
    assert state(invoice, "issue_date") != "doubtful" and "ambiguous_date" not in codes(invoice)


@given(
    issued=st.dates(date(2020, 1, 1), date(2027, 12, 31)),
    term=st.sampled_from([7, 10, 14, 15, 20, 21, 28, 30, 45, 60, 75, 90]),
    month_first=st.booleans(),
)
def test_a_usual_term_never_misleads(issued: date, term: int, month_first: bool) -> None:
    due = issued + timedelta(term)
    form = "%m/%d/%Y" if month_first else "%d/%m/%Y"
    head = ("INVOICE", "Acme Tools Inc.", "900 Market Street", "Invoice # 1001", f"Date: {issued:{form}}")
    invoice = sheet("Total: $240.00", f"Due date: {due:{form}}", head=head)
    if state(invoice, "issue_date") != "doubtful":
        assert (invoice.issue_date, invoice.due_date) == (issued, due)


def test_the_credit_note_keeps_no_sign() -> None:
    head = ("AVOIR", "Ateliers Morvan", "Avoir n° AV-9", "Date : 12/03/2024", "Avoir sur facture n° FA-2024-1")
    invoice = sheet("Total HT : -200,00 €", "TVA 20 % : -40,00 €", "Total TTC : -240,00 €", head=head)
    assert (invoice.type.value, invoice.number) == ("credit_note", "AV-9")
    assert (str(invoice.gross), str(invoice.vat)) == ("240.00", "40.00")
    assert [each.number for each in invoice.preceding] == ["FA-2024-1"]


_SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", ""])


@settings(max_examples=60, deadline=None)
@given(
    cents=st.integers(100_000, 99_999_999),
    space=_SPACES,
    behind=st.sampled_from([" €", "€", " EUR", ""]),
    french=st.booleans(),
)
def test_totals_in_every_way_of_writing(cents: int, space: str, behind: str, french: bool) -> None:
    """`1 234,56 €` with every kind of space, `1.234,56`, and the VAT and net that go with it."""

    def written(value: int) -> str:
        whole, rest = f"{value // 100:,}", f"{value % 100:02d}"
        return whole.replace(",", space if french else ".") + "," + rest + behind

    net, vat = cents, (cents * 20 + 50) // 100
    rows = [*_HEAD, f"Total HT : {written(net)}", f"TVA 20 % : {written(vat)}", f"Total TTC : {written(net + vat)}"]
    invoice = extract_invoice(parse("\n".join(rows).encode(), "facture.txt", LIMITS))
    assert invoice is not None and invoice.gross is not None and invoice.net is not None
    assert (int(invoice.net * 100), int(invoice.gross * 100), state(invoice, "gross")) == (net, net + vat, "confirmed")
