"""Which stack is the seller's and which the buyer's: by their labels, else by where a letter has them."""

from __future__ import annotations

import re

from ingest.einvoice.printed import Figure, squeeze
from ingest.extraction.invoices.addresses import ATTENTION, POSTAL, STREET, core, countries, is_sender_line
from ingest.extraction.invoices.sheet import Sheet
from ingest.extraction.invoices.stacks import Stack, names
from rag.language import fold


def seller_and_buyer(
    stacks: list[Stack], sheet: Sheet, foot: list[tuple[str, Figure]]
) -> tuple[Stack | None, Stack | None]:
    """The stacks of seller and buyer; None where a letter has none."""
    seller = _labelled(stacks, "seller")
    buyer = _labelled(stacks, "buyer")
    free = [stack for stack in stacks if not stack.role and _is_address(stack, stacks) and _is_high(stack)]
    if buyer is not None:
        known = squeeze(next((text for text in names(buyer)), ""))
        free = [stack for stack in free if not known or known not in squeeze(stack.folded)]
    if seller is None and buyer is None:
        ranked = sorted(free, key=lambda stack: -sellerness(stack, foot, sheet))
        if len(ranked) >= 2:
            others = [stack for stack in ranked[1:] if _postal_lines(stack)] or ranked[1:]
            return ranked[0], max(others, key=lambda stack: _buyerness(stack))
        if len(ranked) == 1:
            only = ranked[0]
            is_seller = sellerness(only, foot, sheet) >= 1.5 and not (foot and not _matches_foot(only, foot))
            return (only, None) if is_seller else (None, only)
        return None, None
    if seller is None:
        ranked = sorted(free, key=lambda stack: -sellerness(stack, foot, sheet))
        best = ranked[0] if ranked and sellerness(ranked[0], foot, sheet) > -0.5 else None
        return best, buyer
    if buyer is None:
        known = squeeze(next((text for text in names(seller)), ""))
        rest = [stack for stack in free if not known or known not in squeeze(stack.folded)]
        rest = [stack for stack in rest if not _matches_foot(stack, foot)]
        return seller, max(rest, key=_buyerness, default=None)
    return seller, buyer


def _labelled(stacks: list[Stack], role: str) -> Stack | None:
    """The stack under a label, one with an address first."""
    found = [stack for stack in stacks if stack.role == role and any(True for _ in names(stack))]
    return next((stack for stack in found if _postal_lines(stack)), found[0] if found else None)


def _is_address(stack: Stack, stacks: list[Stack]) -> bool:
    """Whether a stack has a street, a town or a country, or stands in the window under the sender's line."""
    if any(re.search(r"[0-9][.,][0-9]{2}(?![0-9])", cell.text) for cell in stack.cells):
        return False
    if _postal_lines(stack) or STREET.search(stack.folded):
        return True
    if len(stack.cells) < 3:
        return False
    if any(cell.folded in countries() for cell in stack.cells):
        return True
    box = stack.cells[0].box
    return box is not None and any(
        other.cells[0].box is not None
        and len(other.cells) == 1
        and is_sender_line(other.cells[0].text)
        and abs(other.cells[0].box.left - box.left) < 0.02
        and 0 < box.top - other.cells[0].box.bottom < 0.09
        for other in stacks
        if other.cells and other is not stack
    )


def _is_high(stack: Stack) -> bool:
    box = stack.cells[0].box if stack.cells else None
    return box.top < 0.5 if box is not None else stack.cells[0].row < 60 if stack.cells else True


def _postal_lines(stack: Stack) -> bool:
    return any(POSTAL.search(fold(cell.text[start:end])) for cell, start, end in stack.lines)


def sellerness(stack: Stack, foot: list[tuple[str, Figure]], sheet: Sheet) -> float:
    """How much a stack looks like the sender of a letter."""
    text = stack.folded
    box = stack.cells[0].box if stack.cells else None
    score = 1.5 * bool(re.search(r"\btel\b|\btel\.|phone|fax", text)) + 1.0 * ("@" in text or "www" in text)
    score += 0.7 * bool(re.search(r"iban|capital|r\.?c\.?s|naf|kvk|hrb", text)) + 0.4 * bool(
        re.search(r"siret|tva|vat|ust", text)
    )
    score += 4.0 * _matches_foot(stack, foot) + 2.5 * _is_foots_address(stack, sheet)
    score -= 2.0 * bool(ATTENTION.search(text))
    if box is not None:
        score += (0.8 if box.top < 0.1 else 0.3 if box.top < 0.14 else 0.0) + 0.3 * (box.left < 0.4)
    else:
        score += 0.5 * (stack.cells[0].row < 8 if stack.cells else 0)
    return score


def _is_foots_address(stack: Stack, sheet: Sheet) -> bool:
    """Whether the street of a stack stands in the foot of the page too."""
    streets = [squeeze(cell.text) for cell in stack.cells if STREET.search(cell.folded)]
    feet = [cell.line.squeezed for cell in sheet.cells if cell.box is not None and cell.box.top > 0.85]
    return any(len(street) > 6 and street in foot for street in streets for foot in feet)


def _buyerness(stack: Stack) -> float:
    box = stack.cells[0].box if stack.cells else None
    text = stack.folded
    score = (
        1.0 * bool(ATTENTION.search(text)) - 1.0 * bool(re.search(r"\btel\b|fax|@", text)) + 1.0 * _postal_lines(stack)
    )
    if box is not None:
        score += 0.8 * (0.1 < box.top < 0.36) - 1.5 * (box.top > 0.42)
    return score


def _matches_foot(stack: Stack, foot: list[tuple[str, Figure]]) -> bool:
    mine = squeeze(stack.folded)
    return any(len(squeeze(name)) > 3 and core(name) in mine for name, _ in foot)
