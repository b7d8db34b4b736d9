from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.quality_page import quality_page
from eval.records import Record, ShownCitation, ShownClaim, append_record
from eval.runs import Run, RunInfo
from rag.errors import RequestError


def a_run(folder: Path, model: str | None, **changes: Any) -> Run:
    folder.mkdir()
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
    return Run(folder, RunInfo(**(info | changes)))


def a_record(**changes: Any) -> Record:
    base: dict[str, Any] = {
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
        "gold_rank": 2,
        "gold_stored": True,
        "correct": True,
        "gold_cited": True,
        "seconds": 0.5,
    }
    return Record(**(base | changes))


def test_the_page_says_how_what_and_which_failed(tmp_path: Path) -> None:
    extractive, model = a_run(tmp_path / "a", None), a_run(tmp_path / "b", "mistral:7b")
    for run in (extractive, model):
        append_record(run.records_file, a_record())
        append_record(run.records_file, a_record(id="en-01", language="en"))
        append_record(run.records_file, a_record(id="fr-02", correct=run is extractive))
    page = quality_page([extractive, model])
    assert "rag-eval run samples --model none --out RUN1\n" in page
    assert "rag-eval run samples --model mistral:7b --out RUN2\n" in page
    assert "rag-eval report RUN1 RUN2 --out docs/quality.md" in page
    assert "3 questions made by the makers of the product" in page
    assert "4 active, 1 needs_ocr; 9 passages" in page
    assert page.index("## How it was made") < page.index("## What each figure means") < page.index("## Limits")
    assert page.index("## Limits") < page.index("## Questions in French") < page.index("## Questions in English")
    # 3 of 3: 3 / (3 + z²) = 0.4385; 2 of 3: 0.2077 to 0.9385
    assert "| answered right | 100 % [44, 100] (3/3) | 67 % [21, 94] (2/3) |" in page
    failed = page[page.index("## Failed questions: mistral:7b") :]
    assert "- **fr-02** Quel préavis ? — wrong answer; proof was passage 2" in failed
    assert "    - expected: 90 jours" in failed
    assert "    - shown: Il est de 30 jours. (a\\_b.pdf, p. 3)" in failed
    assert "## Failed questions: extractive\n\nNone." in page
    assert "Not every run" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gold_cited": False, "gold_rank": None}, "wrong source; proof not among the first 16 passages"),
        ({"correct": False, "claims": [], "gold_stored": False}, "refused; no passage of the store holds the proof"),
        ({"answerable": False, "correct": False}, "answered though the documents do not say"),
        ({"claims": [ShownClaim(text="x", citations=[1], unproved=["30 jours"])]}, "unproved: 30 jours"),
        ({"correct": False, "note": "model_answer"}, "wrong answer; proof was passage 2; model failed (model_answer)"),
    ],
)
def test_every_kind_of_failure_is_named(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    run = a_run(tmp_path / "a", "m")
    append_record(run.records_file, a_record(**changes))
    assert f"Quel préavis ? — {said}\n" in quality_page([run])


def test_text_of_documents_is_no_markup(tmp_path: Path) -> None:
    evil = "![x](http://evil.example/?q) <script>|`a`\n# b"
    run = a_run(tmp_path / "a", "m|n")
    claim = ShownClaim(text=evil, citations=[1], unproved=[])
    append_record(run.records_file, a_record(correct=False, claims=[claim], question=evil, tags=["a|b"]))
    page = quality_page([run])
    assert "![x]" not in page and "<script>" not in page and "\n# b" not in page
    assert "| m\\|n |" in page and "| a\\|b |" in page
    assert "Not every run here asked every question" in page
    assert "--limit 1 " in page


def test_runs_of_one_model_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    runs = [a_run(tmp_path / name, "m") for name in ("before", "after")]
    for run in runs:
        append_record(run.records_file, a_record())
    assert "|  | m (before) | m (after) |" in quality_page(runs)


def test_what_cannot_be_reported(tmp_path: Path) -> None:
    run, other = a_run(tmp_path / "a", "m"), a_run(tmp_path / "b", "m", suite_sha256="6" * 64)
    with pytest.raises(RequestError, match="different suites"):
        quality_page([run, other])
    with pytest.raises(RequestError, match="no records yet"):
        quality_page([run])
