"""Claims in other words than the passage's, true and false, one passage with its claims a line.

Written by four who saw no code (decision 0057): clauses of contracts, extracts of invoices and orders, in French and
English; of each passage claims as a small model writes them, two or three true, the others made false by one change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from eval.suites.json_lines import Identified, Strict, Text, read_json_lines

FILE = Path(__file__).parent / "labelled_claims.jsonl"
Kind = Literal["true", "number", "date", "amount", "party", "negation", "modal", "scope", "other"]


class ParaphrasedClaim(Strict):
    """A claim, the question that it answers and the words of the passage that a model would quote for it; ``kind`` is
    what was changed in it, ``true`` where nothing was."""

    text: Text
    language: Literal["fr", "en"]
    question: str
    quote: Text
    kind: Kind


class ClaimedPassage(Identified):
    """A passage and claims about it; the part of the id before ``/`` tells which writer's it is."""

    language: Literal["fr", "en"]
    text: Text
    claims: list[ParaphrasedClaim]


def read_paraphrased(file: Path = FILE) -> list[ClaimedPassage]:
    """The passages of the file that comes along, or of another in its form.

    Raises:
        RequestError: the file cannot be read, or a line is wrong.
    """
    return read_json_lines(file, ClaimedPassage, "passage")[1]
