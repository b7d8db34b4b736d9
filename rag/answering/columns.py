"""Of a table's row: whether a claim takes what stands in one column for what stands in another."""

from __future__ import annotations

import re

from rag.answering.proofs import Proof, title_row, widened
from rag.language import find_numbers, fold, senses, unproved_values

_BETWEEN = " | "
_EMPTY = re.compile(r"[\s\-–—−./]*|n/?a|neant|nil|none|aucune?|sans objet")
_NOT = re.compile(r"\b(?:ne|n'\w*|pas|non|not|no|never|jamais|aucune?|without|sans|neither|ni|nor)\b")


def wrong_column(claim: str, proof: Proof) -> bool:
    """Whether a claim that one row of a table proves names a column in which nothing stands ("Taxe foncière | – |
    100 %" under "Charge | Bailleur | Preneur" is not paid by the landlord), or says of the column that it names the
    value of another ("the total is 1,845.00" of the unit price).

    A column is named by a word of its title that no other title has. A claim that says no is left to the check of
    polarity.
    """
    row, titles = widened(proof).text, title_row(proof)
    cells, heads = row.split(_BETWEEN), titles.split(_BETWEEN)
    if "\n" in row or row == titles or len(cells) != len(heads) or len(cells) < 2 or _NOT.search(fold(claim)):
        return False
    named = [column for column in range(1, len(cells)) if _names(claim, column, heads)]
    if not named:
        return False
    if all(_EMPTY.fullmatch(fold(cells[column]).strip()) for column in named):
        return True
    if any(_holds(claim, cells[column]) for column in named):
        return False
    valued = all(find_numbers(cells[column]) for column in named)
    return valued and any(_holds(claim, cells[column]) for column in range(1, len(cells)) if column not in named)


def _names(claim: str, column: int, heads: list[str]) -> bool:
    others = {sense for other, head in enumerate(heads) if other != column for sense in senses(head)}
    own = senses(heads[column]) - others
    return bool(own) and own <= senses(claim)


def _holds(claim: str, cell: str) -> bool:
    """Whether a claim states a value that stands in a cell."""
    return bool(find_numbers(cell)) and not unproved_values(cell, claim)
