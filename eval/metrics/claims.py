"""How well shown claims are borne out by what they cite, as it was judged when they were recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.metrics.intervals import Rate, rate, share
from eval.records import Record, ShownClaim
from eval.systems.names import SOURCIER
from rag.domain.answer import WithheldReason

QUOTING = (SOURCIER,)
"""The systems whose model is asked for quotes; what the others show as quoted is the whole passage."""


def citation_recall(records: Iterable[Record]) -> Rate:
    """The share of judged claims that their citations together bear out (ALCE; :mod:`eval.verdicts.alce`)."""
    return share(_judged(records), lambda claim: bool(claim.supported))


def citation_precision(records: Iterable[Record]) -> Rate:
    """The share of the citations of judged claims that count as precise (ALCE; :mod:`eval.verdicts.alce`)."""
    precise = [each for claim in _judged(records) for each in claim.precise]
    return rate(sum(precise), len(precise))


def hallucinated_claims(records: Iterable[Record]) -> Rate:
    """The share of judged claims that what they cite does not bear out."""
    return share(_judged(records), _hallucinated)


def hallucinated_answers(records: Iterable[Record]) -> Rate:
    """The share of answers with a judged claim, of which at least one is not borne out (RAGTruth's responses)."""
    answers = [judged for record in records if (judged := _judged([record]))]
    return share(answers, lambda claims: any(map(_hallucinated, claims)))


def quotes_found(records: Iterable[Record]) -> Rate:
    """The share of the model's claims, shown or withheld, whose quote was found in the passages (:data:`QUOTING`)."""
    written = lost = 0
    for record in records:
        if record.system in QUOTING and record.kind in ("generated", "abstained"):
            written += len(record.claims) + len(record.withheld)
            lost += sum(claim.reason == WithheldReason.QUOTE_NOT_FOUND for claim in record.withheld)
    return rate(written - lost, written)


def unproved_claims(records: Iterable[Record]) -> Rate:
    """The claims with a number, date or identifier that their cited passages lack, of those that were not computed."""
    checked = [claim for record in records for claim in record.claims if not claim.computed]
    return rate(sum(bool(claim.unproved) for claim in checked), len(checked))


def _judged(records: Iterable[Record]) -> Sequence[ShownClaim]:
    return [claim for record in records for claim in record.claims if claim.supported is not None]


def _hallucinated(claim: ShownClaim) -> bool:
    return bool(claim.unproved) or not claim.supported
