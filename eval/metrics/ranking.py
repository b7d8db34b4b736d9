"""How well the passages that prove an answer are ranked, computed by ir-measures (trec_eval's definitions)."""

from __future__ import annotations

from collections.abc import Sequence

import ir_measures
from ir_measures import RR, P, R, nDCG

from eval.metrics.intervals import Mean, Rate, mean, share
from eval.records import Record

DEPTHS = (1, 6, 16)
"""The best passage; as many as an answer is written from at most; all that are looked at."""
_MEASURES = {
    **{f"recall@{depth}": R @ depth for depth in DEPTHS},
    **{f"precision@{depth}": P @ depth for depth in DEPTHS},
    **{f"nDCG@{depth}": nDCG @ depth for depth in DEPTHS},
    "RR": RR,
}
NAMES = tuple(_MEASURES)


def ranking(answerable: Sequence[Record]) -> dict[str, Mean]:
    """The means over answerable questions of :data:`NAMES`, each from 0 to 1.

    Relevant is a passage that proves the answer, all alike; of those that the store has, some may not be among the
    passages retrieved. A question whose proof no passage of the store holds counts 0 in all of them: for its reader
    it makes no difference why nothing was found.
    """
    judged = {str(place): _judged(record) for place, record in enumerate(answerable)}
    retrieved = {str(place): _retrieved(record) for place, record in enumerate(answerable)}
    values: dict[str, list[float]] = {name: [] for name in NAMES}
    if answerable:
        found = {
            (metric.query_id, metric.measure): metric.value
            for metric in ir_measures.iter_calc(list(_MEASURES.values()), judged, retrieved)
        }
        for name, measure in _MEASURES.items():
            values[name] = [float(found[query, measure]) for query in judged]
    return {name: mean(of_each) for name, of_each in values.items()}


def success_at(answerable: Sequence[Record], depth: int) -> Rate:
    """The share of answerable questions with a passage that proves the answer among the first ``depth`` (success@k).

    Where each place is enough by itself, this is what counts for the reader; recall@k also asks for the others.
    """
    return share(answerable, lambda record: record.gold_rank is not None and record.gold_rank <= depth)


def _judged(record: Record) -> dict[str, int]:
    """The passages that prove, by made-up names: those retrieved by their places, the others as missed."""
    missed = max((record.proving_stored or 0) - len(record.proving_ranks), 0 if record.proving_ranks else 1)
    return {str(rank): 1 for rank in record.proving_ranks} | {f"missed {number}": 1 for number in range(missed)}


def _retrieved(record: Record) -> dict[str, float]:
    last = max([*DEPTHS, *record.proving_ranks])
    return {str(rank): float(-rank) for rank in range(1, last + 1)}
