"""Seller and buyer with what stands with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.einvoice.printed import Figure, squeeze
from ingest.extraction.invoices.addresses import CONTACT, FORMS, NO_NAME, POSTAL, STREET, address, core
from ingest.extraction.invoices.foot import foot_names
from ingest.extraction.invoices.identifying import FoundParty, give_identifiers
from ingest.extraction.invoices.kinds import is_heading
from ingest.extraction.invoices.labels import Labels
from ingest.extraction.invoices.roles import seller_and_buyer, sellerness
from ingest.extraction.invoices.sheet import Cell, Sheet
from ingest.extraction.invoices.stacks import Stack, find_stacks, name_lines, names
from ingest.parsing.document import BlockKind
from rag.language import fold

_TITLE_WORDS = re.compile(
    r"\s*\b(?:FACTURE|INVOICE|RECHNUNG|AVOIR|GUTSCHRIFT|FACTUUR|CREDIT NOTE|Invoice|Facture|Rechnung|Avoir|Factuur|"
    r"TAX INVOICE|Tax Invoice)\b(?:\s*N[°o].*)?\W*$"
)

_LARGE = 1.25
_TOP = 0.2


def read_parties(sheet: Sheet, labels: Labels, item_rows: Iterable[int]) -> tuple[FoundParty, FoundParty]:
    """Seller and buyer."""
    skipped = set(item_rows)
    stacks = find_stacks(sheet, labels, skipped)
    foot = foot_names(sheet, labels)
    seller_stack, buyer_stack = seller_and_buyer(stacks, sheet, foot)
    if seller_stack is not None and buyer_stack is not None and foot and _same_name(seller_stack, buyer_stack):
        # the buyer's address twice: the seller stands in the foot alone
        seller_stack = None
    seller, buyer = FoundParty(), FoundParty()
    if buyer_stack is not None:
        _name_and_address(buyer, buyer_stack, sheet, foot)
    if seller_stack is not None:
        _name_and_address(seller, seller_stack, sheet, foot)
    _seller_name(seller, seller_stack, buyer, sheet, labels, foot)
    give_identifiers(seller, buyer, seller_stack, buyer_stack, sheet, labels, skipped)
    for found in (seller, buyer):
        if found.address is not None and "name" not in found.values and not found.values:
            found.address = None
    return seller, buyer


def _same_name(one: Stack, other: Stack) -> bool:
    ours, theirs = ({core(text) for text in names(stack)} for stack in (one, other))
    return bool(ours & theirs)


_LINE = 40
_GOES_ON = re.compile(r"[ '’](?:du|de|des|d|la|le|les|l|et|and|of|&|-|–)['’]?$", re.IGNORECASE)
_GOES_ON_FROM = re.compile(r"(?:du|de|des|et|and|of|&) ", re.IGNORECASE)


def _name_and_address(found: FoundParty, stack: Stack, sheet: Sheet, foot: list[tuple[str, Figure]]) -> None:
    lines = list(name_lines(stack))
    plain = [line for line in lines if not CONTACT.search(fold(line[3]))] or lines
    plain = [line for line in plain if not _is_labelled(line[0], line[1])] or plain
    if plain:
        best = max(range(len(plain)), key=lambda index: _nameness(plain, index, stack, sheet, foot))
        cell, start, end, text = plain[best]
        text = _TITLE_WORDS.sub("", text).strip(" ,;:-–") or text
        text = re.sub(
            r"^(?:attn\.?|attention|à l'attention de|z\. ?hd\.?(?: von)?|c/o|t\.a\.v\.) ?:? ?", "", text, flags=re.I
        )
        text, cell, start, end = _unwrapped(plain, best, text, cell, start, end)
        start = cell.text.find(text, start) if text in cell.text else start
        found.put("name", text, cell.figure(start, start + len(text) if cell.text[start:end].startswith(text) else end))
    found.address = address(stack.lines, found.values.get("name"))


def _unwrapped(
    lines: Sequence[tuple[Cell, int, int, str]], best: int, text: str, cell: Cell, start: int, end: int
) -> tuple[str, Cell, int, int]:
    """The whole of a name that is printed on two lines: "CAVES & BOISSONS / DU LUBERON"."""
    if best + 1 < len(lines) and _GOES_ON.search(text):
        return f"{text} {lines[best + 1][3]}", cell, start, end
    if best and _GOES_ON_FROM.match(text) and len(lines[best - 1][3]) < _LINE:
        before, first, last, above = lines[best - 1]
        return f"{above} {text}", before, first, last
    return text, cell, start, end


def _is_labelled(cell: Cell, start: int) -> bool:
    return start == 0 and re.match(r"^[a-z .°]{2,30} ?:(?! ?$)", cell.folded) is not None


def _nameness(
    lines: Sequence[tuple[Cell, int, int, str]], index: int, stack: Stack, sheet: Sheet, foot: list[tuple[str, Figure]]
) -> float:
    cell, _, _, text = lines[index]
    folded = fold(text)
    score = 1.0 * (index == 0) + 0.8 * (index == len(lines) - 1 and index > 0) + 1.6 * bool(FORMS.search(folded))
    bolds = [line[0].line.kind is BlockKind.TITLE for line in lines]
    if bolds[index] and not all(bolds):
        score += 1.5
    score += 2.0 * any(core(text) == core(name) for name, _ in foot)
    wanted = squeeze(text)
    again = (
        sum(wanted in line.squeezed for line in {other.line for other in sheet.cells} if line is not cell.line)
        if len(wanted) > 3
        else 0
    )
    score += 0.6 * min(again, 2) if len(lines) > 1 else 0.0
    score -= 1.8 * (text.endswith((".", "!", "?")) and not FORMS.search(folded))
    score -= 0.8 * (len(text) > 45) + 0.7 * text.islower() + 0.5 * ("," in text)
    return score


def _better_name(
    name: str, stack: Stack | None, buyer: str, sheet: Sheet, foot: list[tuple[str, Figure]]
) -> tuple[str, Figure] | None:
    """A name that says more of who sells than the one above the address: the foot's where that begins with it or heads
    the page, else a company's in large type at the top."""
    for whole, figure in foot[:1]:
        if core(whole) != core(name) and core(whole).startswith(core(name)):
            return whole, figure
        if core(whole) not in squeeze(name) and core(name) not in squeeze(whole):
            if any(core(cell.text) == core(whole) for cell in _at_the_top(sheet)) and not (stack and stack.role):
                return whole, figure
            return None
    if foot or FORMS.search(fold(name)) or (stack is not None and stack.role):
        return None
    for cell in _at_the_top(sheet):
        text = cell.text.strip(" ,;:-–▲●■◆►")
        box = cell.box
        large = box is not None and box.bottom - box.top > _LARGE * sheet.height > 0
        if large and FORMS.search(fold(text)) and squeeze(text) != buyer and len(text) < 60:
            start = cell.text.find(text)
            return text, cell.figure(start, start + len(text))
    return None


def _at_the_top(sheet: Sheet) -> list[Cell]:
    return [
        cell
        for row in sheet.rows[:8]
        for cell in row
        if cell.page == 1 and cell.box is not None and cell.box.top < _TOP
    ]


def _seller_name(
    seller: FoundParty,
    stack: Stack | None,
    buyer: FoundParty,
    sheet: Sheet,
    labels: Labels,
    foot: list[tuple[str, Figure]],
) -> None:
    """The seller's name where no address has it, and its second witness."""
    theirs = squeeze(buyer.values.get("name", ""))
    foot = [(name, figure) for name, figure in foot if squeeze(name) != theirs]
    name = seller.values.get("name")
    if name is None and foot:
        seller.put("name", *foot[0])
    elif name is None:
        for cell in (cell for row in sheet.rows[:3] for cell in row):
            if cell in labels.by_cell:
                break
            text = _TITLE_WORDS.sub("", cell.text).strip(" ,;:-–")
            folded = fold(text)
            label = labels.begins(cell)
            if (
                len(text) > 2
                and not is_heading(cell.folded)
                and not NO_NAME.search(folded)
                and not POSTAL.search(folded)
                and not STREET.search(folded)
                and (label is None or label.start > 0)
                and squeeze(text) != theirs
                and len(text) < 60
                and any(map(str.isalpha, text))
                and not re.search(r"\d{2}[/.-]\d{2}", text)
            ):
                seller.put("name", text, cell.figure(0, len(text)))
                break
    elif any(
        core(each) in squeeze(name) and squeeze(each) != squeeze(name) and len(core(each)) < len(squeeze(name)) - 3
        for each, _ in foot[:1]
    ):
        # the legal line names the company, the letterhead more: a department, a slogan
        seller.values["name"], seller.places["name"] = foot[0]
    elif (
        foot
        and not any(core(name) in squeeze(each) or core(each) in squeeze(name) for each, _ in foot)
        and stack is not None
        and not stack.role
        and not any(core(each) in squeeze(stack.folded) for each, _ in foot)
        and FORMS.search(fold(foot[0][0]))
        and not FORMS.search(fold(name))
        and sellerness(stack, foot, sheet) < 0.6
    ):
        seller.values["name"], seller.places["name"] = foot[0]
    if seller.values.get("name") and (better := _better_name(seller.values["name"], stack, theirs, sheet, foot)):
        seller.values["name"], seller.places["name"] = better
    name = seller.values.get("name")
    if name and any(
        core(name) == core(each) and figure.line is not seller.places["name"].line for each, figure in foot
    ):
        seller.confirmed.add("name")
