"""The document's totals: every figure that a label names, and the set of them that adds up.

A plain ``Total`` may be the one or the other, a page may carry sub-totals: which figure is which is told by the
arithmetic. Only a set whose identity cannot hold by chance is a proof (see :class:`Solution`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ingest.extraction.invoices.figures import Amount, Figures
from ingest.extraction.invoices.labels import AMOUNTS, Label, Labels
from ingest.extraction.invoices.sheet import Cell, Sheet
from ingest.extraction.invoices.taxes import CENT, Tax, fits, rates_of

_STRENGTH = {"net": 3.0, "subtotal": 2.0, "gross": 3.0, "total": 1.5, "payable": 2.5, "vat": 2.5}
_MOST = 40
_NAMED = 2.5
_ZERO = Decimal(0)
_SHORT = (
    ("net", ("h.t.", "ht", "h.t", "hors taxes", "net", "netto", "goods")),
    ("vat", ("t.v.a.", "tva", "t.v.a", "vat", "mwst", "mwst.", "ust", "ust.", "tax")),
    ("gross", ("t.t.c.", "ttc", "t.t.c", "gross", "brutto", "total")),
)
"""Headings of columns of totals that are no labels elsewhere."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A figure that a label names; ``words`` is the label, folded."""

    kind: str
    amount: Amount
    strength: float
    words: str
    rated: bool = False

    @property
    def value(self) -> Decimal:
        """The amount without its sign."""
        return self.amount.value


@dataclass
class Solution:
    """The totals that were chosen.

    ``proved`` says that net + VAT = gross with three figures of the page and a VAT that is not nought, ``sound`` that
    nothing speaks against the chosen ones; ``rivals`` holds other totals that add up as well.
    """

    net: Candidate | None = None
    vat: Candidate | None = None
    gross: Candidate | None = None
    vat_sum: Decimal | None = None
    proved: bool = False
    rivals: tuple[Decimal, ...] = ()
    contradicted: bool = False
    others: dict[str, list[Candidate]] = field(default_factory=dict)

    @property
    def vat_value(self) -> Decimal | None:
        """The VAT printed as one figure, else the sum of the printed parts."""
        return self.vat.value if self.vat is not None else self.vat_sum


def candidates(
    sheet: Sheet, labels: Labels, figures: Figures, item_rows: Collection[int]
) -> dict[str, list[Candidate]]:
    """The figures that labels of amounts name, by the label's kind, in order."""
    found: dict[str, list[Candidate]] = {}
    for label in labels.all:
        if label.kind not in AMOUNTS or label.cell.row in item_rows:
            continue
        for each in _named_by(label, sheet, labels, figures):
            listed = found.setdefault(each.kind, [])
            if len(listed) < _MOST and not any(each.amount is known.amount for known in listed):
                listed.append(each)
    return found


def _named_by(label: Label, sheet: Sheet, labels: Labels, figures: Figures) -> Iterator[Candidate]:
    strength = _STRENGTH.get(label.kind, 1.0)
    if not label.leads:
        strength -= 0.5
    amounts = figures.amounts_for(label)
    across = list(_across(label, sheet, labels, figures)) if label.kind in ("total", "gross", "net", "subtotal") else []
    if len(across) > 1:
        headed = [(amount, _heading(amount.cell, sheet, labels)) for amount in across]
        if sum(kind is not None for _, kind in headed) > 1:
            for amount, kind in headed:
                if kind is not None:
                    yield Candidate(kind, amount, 3.0, f"{label.words} / {kind}")
            return
    rated = label.kind == "vat" and bool(rates_of(label.cell.folded[label.start : label.until]))
    if label.kind == "vat":
        # "TVA 20 % sur 100,00 : 20,00": the tax comes last
        own = [each for each in amounts if each.cell is label.cell]
        amounts = [*own, *_across(label, sheet, labels, figures)][-1:] or amounts[-1:]
    for amount in amounts:
        weaker = 0.7 * (len(amounts) > 1)
        yield Candidate(label.kind, amount, strength - weaker, label.words, rated)


def _across(label: Label, sheet: Sheet, labels: Labels, figures: Figures) -> Iterator[Amount]:
    cell = sheet.right_of(label.cell)
    while cell is not None and labels.begins(cell) is None:
        yield from (each for each in figures.amounts(cell) if each.exact)
        cell = sheet.right_of(cell)


def _heading(cell: Cell, sheet: Sheet, labels: Labels) -> str | None:
    """The kind that the heading of a figure's column names."""
    for index in range(cell.row - 1, max(cell.row - 40, -1), -1):
        row = sheet.rows[index]
        if row[0].page != cell.page:
            return None
        for other in row:
            if cell.in_table and other.in_table and other.line.text.count(" | ") == cell.line.text.count(" | "):
                same = other.column == cell.column
            elif cell.box is not None and other.box is not None:
                same = min(cell.box.right, other.box.right) - max(cell.box.left, other.box.left) > 0
            else:
                same = False
            kinds = [label.kind for label in labels.by_cell.get(other, []) if label.kind in ("net", "vat", "gross")]
            kinds = kinds or [kind for kind, words in _SHORT if other.folded.strip(" :") in words]
            if same and len(kinds) == 1:
                return kinds[0]
    return None


def solve(
    found: dict[str, list[Candidate]], by_rate: Sequence[Tax], lines_sum: Decimal | None, adjusted: Sequence[Decimal]
) -> Solution:
    """The set of totals that adds up, the best named one of several."""
    nets = [*found.get("net", []), *found.get("subtotal", []), *found.get("total", [])]
    grosses = [*found.get("gross", []), *found.get("total", []), *found.get("payable", [])]
    vats = list(found.get("vat", []))
    tax_sum = _tax_sum(by_rate) or _parts_sum(vats)
    parted = len(by_rate) > 1 or (tax_sum is not None and tax_sum == _parts_sum(vats))
    sums = set(adjusted) | ({lines_sum} if lines_sum is not None else set())
    bases = (
        sum((tax.base.value for tax in by_rate if tax.base), _ZERO)
        if by_rate and all(t.base for t in by_rate)
        else None
    )
    ranked: list[tuple[float, Candidate, Candidate | None, Candidate]] = []
    for net in nets:
        for gross in grosses:
            difference = gross.value - net.value
            if gross.amount is net.amount or difference <= 0:
                continue
            if gross.amount.negative != net.amount.negative:
                # What was billed before stands in rows of its own, less and plus: "60.000,00 | 11.400,00 | -71.400,00".
                continue
            vat = next((each for each in _best_first(vats) if each.value == difference), None)
            if vat is None and not (tax_sum == difference and parted):
                continue
            if vat is not None and (vat.amount is net.amount or vat.amount is gross.amount):
                continue
            score = net.strength + gross.strength + (vat.strength if vat else 2.0)
            score += (
                3 * (net.value in sums) + 3 * (bases is not None and bases == net.value) + 2 * (tax_sum == difference)
            )
            if vat is not None and vat.rated and len(by_rate) == 1 and fits(net.value, by_rate[0].rate, vat.value):
                score += 2
            ranked.append((score, net, vat, gross))
    if not ranked and (found_of := _without_net(grosses, vats, tax_sum if parted else None, sums)) is not None:
        gross, vat = found_of
        return Solution(None, vat, gross, tax_sum if vat is None else None, True, (), False, found)
    if ranked:
        best = max(ranked, key=lambda each: (each[0], each[3].value))
        score, net, vat, gross = best
        rivals = {g.value for s, _, _, g in ranked if g.value != gross.value and s >= score - 1.0}
        # parts of the whole are no rivals: VAT groups and carried sub-totals are smaller and bear no total's name
        rivals = {value for value in rivals if value > gross.value or not _is_part(value, gross, ranked)}
        named = {g.value for _, n, _, g in ranked if g.value != gross.value and min(n.strength, g.strength) >= _NAMED}
        rivals |= named if sum(named, _ZERO) != gross.value else set()
        return Solution(net, vat, gross, tax_sum if vat is None else None, True, tuple(sorted(rivals)), False, found)
    return _unproved(found, by_rate, sums, tax_sum)


def _without_net(
    grosses: Sequence[Candidate], vats: Sequence[Candidate], tax_sum: Decimal | None, sums: Collection[Decimal]
) -> tuple[Candidate, Candidate | None] | None:
    """Gross and VAT where the page prints no total without VAT, but its lines and adjustments make it."""
    for gross in _best_first(grosses):
        for base in sums:
            tax = gross.value - base
            vat = next(
                (each for each in _best_first(vats) if each.value == tax and each.amount is not gross.amount), None
            )
            if tax > 0 and (vat is not None or tax_sum == tax):
                return gross, vat
    return None


def _is_part(
    value: Decimal, gross: Candidate, ranked: Sequence[tuple[float, Candidate, Candidate | None, Candidate]]
) -> bool:
    strongest = max(each[3].strength for each in ranked if each[3].value == value)
    return strongest < gross.strength


def _unproved(
    found: dict[str, list[Candidate]], by_rate: Sequence[Tax], sums: Collection[Decimal], tax_sum: Decimal | None
) -> Solution:
    """Without a set that adds up: the best named of each, the last of equals."""
    gross = _last_best(found.get("gross", []) + found.get("total", []) + found.get("payable", []), sums)
    vat = _last_best(found.get("vat", []), ())
    net = _last_best(found.get("net", []) + found.get("subtotal", []), sums)
    taxed = vat is not None and vat.value > 0
    if not taxed and gross is not None and net is not None and net.value != gross.value:
        same = [each for each in found.get("net", []) + found.get("subtotal", []) if each.value == gross.value]
        net = same[-1] if same else net
    contradicted = False
    if gross is not None and taxed and vat is not None:
        if net is not None:
            contradicted = True
        else:
            # a total that VAT is merely named beside: held to the rate where there is one
            rates = {tax.rate for tax in by_rate}
            contradicted = not any(fits(gross.value - vat.value, rate, vat.value) for rate in rates)
    elif gross is not None and net is not None and net.value != gross.value:
        rates = {tax.rate for tax in by_rate} | set()
        contradicted = not any(abs(net.value * (1 + rate / 100) - gross.value) <= CENT for rate in rates)
    return Solution(net, vat, gross, tax_sum if vat is None else None, False, (), contradicted, found)


def _tax_sum(by_rate: Sequence[Tax]) -> Decimal | None:
    if not by_rate or any(tax.amount is None for tax in by_rate):
        return None
    return sum((tax.amount.value for tax in by_rate if tax.amount is not None), _ZERO)


def _parts_sum(vats: Sequence[Candidate]) -> Decimal | None:
    """The sum of VAT that is printed in parts, each with its rate (also twice the same: CGST and SGST)."""
    parts = [each for each in vats if each.rated]
    return sum((each.value for each in parts), _ZERO) if len(parts) > 1 else None


def _best_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (each.rated, -each.strength))


def _last_best(candidates: Sequence[Candidate], sums: Collection[Decimal]) -> Candidate | None:
    best: Candidate | None = None
    for each in candidates:
        if best is None or _weight(each, sums) >= _weight(best, sums):
            best = each
    return best


def _weight(candidate: Candidate, sums: Collection[Decimal]) -> float:
    return candidate.strength + 2.0 * (candidate.value in sums) + 0.1 * bool(candidate.value)
