"""Runs that nobody ran: records made up for the tests of what is written about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.records import Record, ShownCitation, ShownClaim, append_record
from eval.reports.system_runs import SystemRun, systems_of
from eval.runs.run import Run, RunInfo, begin


def a_run(folder: Path, model: str | None, **changes: Any) -> Run:
    info: dict[str, Any] = {
        "suite": "samples",
        "suite_sha256": "5" * 64,
        "suite_questions": 3,
        "model": model,
        "documents": "/x/samples",
        "settings": {"embedder": "e5"},
        "versions": {"python": "3.11"},
        "code": "c" * 64,
        "machine": "Linux x86_64",
        "cores": 2,
        "started": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        "document_states": {"active": 4, "needs_ocr": 1},
        "passages": 9,
    }
    return begin(folder, RunInfo(**(info | changes)))


def a_record(**changes: Any) -> Record:
    base: dict[str, Any] = {
        "key": "k",
        "id": "fr-01",
        "language": "fr",
        "tags": ["notice"],
        "question": "Quel préavis ?",
        "answerable": True,
        "expected": "90 jours",
        "kind": "generated",
        "note": None,
        "claims": [ShownClaim(text="Il est de 30 jours.", citations=[1], unproved=[])],
        "citations": [ShownCitation(n=1, filename="a_b.pdf", page=3, passage_id="p", quote="30 jours")],
        "withheld": [],
        "proving_ranks": [2],
        "proving_stored": 1,
        "correct": True,
        "gold_cited": True,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "first_token_s": None,
        "seconds": 0.5,
        "peak_memory_mib": None,
    }
    return Record(**(base | changes))


def unanswerable(id: str, answered: bool, **changes: Any) -> Record:
    shown = [] if not answered else [ShownClaim(text="Deux mois.", citations=[], unproved=["Deux mois"])]
    base: dict[str, Any] = {"answerable": False, "expected": None, "proving_ranks": [], "proving_stored": None}
    return a_record(id=id, correct=False, gold_cited=False, claims=shown, citations=[], **(base | changes))


def ran(folder: Path, records: Iterable[Record], model: str | None = None, **changes: Any) -> list[SystemRun]:
    """The systems of a run that holds these records."""
    run = a_run(folder, model, **changes)
    for record in records:
        append_record(run.records_file, record)
    return systems_of(folder)
