from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval.records import ShownClaim
from eval.reports.quality_page import quality_page
from eval.systems.names import MODEL_ALONE, PLAIN_LOOP
from tests.eval.made import a_record, ran, unanswerable


def test_the_page_says_how_what_and_which_failed(tmp_path: Path) -> None:
    runs = []
    for name, model in (("a", None), ("b", "mistral:7b")):
        records = [a_record(), a_record(id="en-01", language="en"), a_record(id="fr-02", correct=model is None)]
        runs += ran(tmp_path / name, records, model)
    page = quality_page(runs)
    assert "rag-eval run samples --model none --out RUN1\n" in page
    assert "rag-eval run samples --model mistral:7b --out RUN2\n" in page
    assert "rag-eval report RUN1 RUN2 --out docs/quality.md" in page
    assert "3 questions made by the makers of the product" in page
    assert "4 active, 1 needs_ocr; 9 passages" in page
    headings = ["| system |", "## How it was made", "## What each figure means", "## Limits", "## Suite samples"]
    headings += ["### All questions", "### Questions in French", "### Questions in English", "### By tag"]
    places = [page.index(heading) for heading in [*headings, "### What an answer costs", "### Failed questions"]]
    assert places == sorted(places)
    # 3 of 3: 3 / (3 + z²) = 0.4385; 2 of 3: 0.2077 to 0.9385
    assert "| answered right | 100 % [44, 100] (3/3) | 67 % [21, 94] (2/3) |" in page
    failed = page[page.index("### Failed questions: Sourcier, mistral:7b") :]
    assert "- **fr-02** Quel préavis ? — wrong answer; proof was passage 2" in failed
    assert "    - expected: 90 jours" in failed
    assert "    - shown: Il est de 30 jours. (a\\_b.pdf, p. 3)" in failed
    assert "### Failed questions: Sourcier, extractive\n\nNone." in page
    assert "Not every system" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gold_cited": False, "proving_ranks": []}, "wrong source; proof not among the first 16 passages"),
        ({"correct": False, "claims": [], "proving_stored": 0}, "refused; no passage of the store holds the proof"),
        ({"answerable": False, "correct": False}, "answered though the documents do not say"),
        ({"claims": [ShownClaim(text="x", citations=[1], unproved=["30 jours"])]}, "unproved: 30 jours"),
        (
            {"correct": False, "note": "model_answer"},
            "wrong answer; proof was passage 2; model failed (model\\_answer)",
        ),
    ],
)
def test_every_kind_of_failure_is_named(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    assert f"Quel préavis ? — {said}\n" in quality_page(ran(tmp_path / "a", [a_record(**changes)], "m"))


def test_text_of_documents_is_no_markup(tmp_path: Path) -> None:
    evil = "![x](http://evil.example/?q) <script>|`a`\n# b"
    claim = ShownClaim(text=evil, citations=[1], unproved=[])
    record = a_record(correct=False, claims=[claim], question=evil, tags=["a|b"])
    page = quality_page(ran(tmp_path / "a", [record], "m|n"))
    assert "![x]" not in page and "<script>" not in page and "\n# b" not in page
    assert "| Sourcier, m\\|n |" in page and "| a\\|b |" in page
    assert "Not every system here was asked every question" in page
    assert "--limit 1 " in page


def test_runs_of_one_model_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    runs = [each for name in ("before", "after") for each in ran(tmp_path / name, [a_record()], "m")]
    assert "|  | Sourcier, m (before) | Sourcier, m (after) |" in quality_page(runs)


def test_systems_stand_beside_one_another_and_suites_below(tmp_path: Path) -> None:
    systems = ["Sourcier", PLAIN_LOOP, MODEL_ALONE]
    records = [a_record(system=name, correct=name == "Sourcier") for name in systems]
    public = [unanswerable("x-1", answered=True, language="en")]
    page = quality_page(
        [
            *ran(tmp_path / "a", records, "m", suite_questions=1),
            *ran(tmp_path / "b", public, "m", suite="public", suite_sha256="6" * 64, documents="/x/public"),
        ]
    )
    assert "rag-eval run samples --model m --baseline plain-loop --baseline model-alone --out RUN1\n" in page
    assert "rag-eval run public --model m --limit 1 --documents DIR --out RUN2\n" in page
    assert "|  | Sourcier, m (a) | plain loop, m | model alone, m |" in page
    assert "| answered right | 100 % [21, 100] (1/1) | 0 % [0, 79] (0/1) | 0 % [0, 79] (0/1) |" in page
    second = page[page.index("## Suite public") :]
    assert page.index("## Suite samples") < page.index("## Suite public")
    assert "| answered though unanswerable | 100 % [21, 100] (1/1) |" in second
    assert "### Questions in English" in second and "### Questions in French" not in second
    # the failures of Sourcier only
    assert "### Failed questions: plain loop" not in page
