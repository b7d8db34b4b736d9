"""Documents that look like one another: a hint for a person, never a reason to do anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ingest.likeness import Runs, as_numbers, differing_bits, likeness, runs_of
from rag.store.files import FileRegister
from rag.store.opening import Store

_MOST_COMPARED = 500
_FARTHEST_BITS = 15
_NEAREST = 5
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class LookAlike:
    """The document that another looks most like, and the share (0 to 1) of three-word runs that both hold."""

    document_id: str
    filename: str
    likeness: float


def look_alikes(store: Store, collection: str, document_ids: Sequence[str]) -> dict[str, LookAlike]:
    """For each of these documents, the one of its collection that it shares at least four fifths of its text with.

    At most 500 documents are looked at, the first ones: more came in at once than anyone would compare.
    """
    rows = FileRegister(store.database, store.ledger.pipeline).simhashes(collection)
    place = {row[0]: number for number, row in enumerate(rows)}
    marks = as_numbers([row[3] for row in rows])

    @lru_cache(maxsize=64)
    def runs(version_id: str) -> Runs:
        return runs_of(found.passage.text for found in store.catalogue.version_passages(version_id))

    alike = {}
    for document_id in [one for one in document_ids if one in place][:_MOST_COMPARED]:
        number = place[document_id]
        bits = differing_bits(marks, marks[number])
        order = np.argsort(bits, kind="stable")
        near = [int(other) for other in order[: _NEAREST + 1] if other != number and bits[other] <= _FARTHEST_BITS]
        shares = [(likeness(runs(rows[number][2]), runs(rows[other][2])), other) for other in near]
        share, best = max(shares, default=(0.0, number))
        if share >= _ALIKE:
            alike[document_id] = LookAlike(rows[best][0], rows[best][1], share)
    return alike
