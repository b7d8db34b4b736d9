from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.systems.names import PLAIN_LOOP
from tests.eval.made import a_record, ran, unanswerable
from tests.eval.test_cli import call as call

PRICES = 'currency = "EUR"\n[tokens.made-up]\ninput = 1\noutput = 2\n'


@pytest.fixture
def run_folder(tmp_path: Path) -> str:
    records = [
        a_record(prompt_tokens=1000, completion_tokens=500),
        unanswerable("fr-02", answered=False),
        a_record(system=PLAIN_LOOP, correct=False),
        unanswerable("fr-02", answered=True, system=PLAIN_LOOP),
    ]
    ran(tmp_path / "run", records, "m", suite_questions=2)
    return str(tmp_path / "run")


def test_two_systems_of_a_run_are_compared(call: Any, run_folder: str) -> None:
    code, out, _ = call("compare", run_folder, f"{run_folder}:plain loop", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["a"]["system"], found["b"]["system"], found["questions"]) == ("Sourcier", "plain loop", 2)
    assert found["rates"]["correct"]["only_a"] == ["fr-01"]
    assert found["rates"]["hallucinated"]["only_b"] == ["fr-02"]
    code, out, _ = call("compare", run_folder, f"{run_folder}:plain loop")
    assert code == 0
    assert "answered though unanswerable: only B: fr-02." in out


def test_runs_of_two_suites_are_not_compared(call: Any, run_folder: str, tmp_path: Path) -> None:
    ran(tmp_path / "other", [a_record()], suite="public", suite_sha256="6" * 64)
    code, _, err = call("compare", run_folder, str(tmp_path / "other"))
    assert code == 2 and "different suites: samples (55555555) and public (66666666)" in err


def test_a_gate_fails_a_build(call: Any, run_folder: str, tmp_path: Path) -> None:
    code, out, _ = call("gate", run_folder, "--min", "correct=0.8", "--max", "hallucinated=0.1")
    assert (code, out) == (0, "kept: correct 1 >= 0.8\nkept: hallucinated 0 <= 0.1\n")
    (tmp_path / "gate.toml").write_text("[max]\nhallucinated = 0.1\n")
    arguments = [f"{run_folder}:plain loop", "--min", "correct=0", "--thresholds", str(tmp_path / "gate.toml")]
    code, out, _ = call("gate", *arguments)
    assert (code, out) == (1, "kept: correct 0 >= 0\nFAILED: hallucinated 1 > 0.1\n")
    code, out, _ = call("gate", run_folder, "--max", "hallucinated=0.1", "--bound", "--json")
    assert code == 1
    found = json.loads(out)
    assert found["kept"] is False
    assert found["thresholds"][0]["value"] == pytest.approx(0.7935, abs=1e-4)


def test_a_gate_without_a_threshold_is_a_mistake(call: Any, run_folder: str) -> None:
    assert call("gate", run_folder)[0] == 2
    code, _, err = call("gate", run_folder, "--min", "right=1")
    assert code == 2 and "no figure 'right'" in err


def test_reports_in_three_forms(call: Any, run_folder: str, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    page, site = tmp_path / "page.md", tmp_path / "site.html"
    arguments = ["report", run_folder, "--prices", str(tmp_path / "prices.toml")]
    code, out, _ = call(*arguments, "--out", str(page), "--html", str(site))
    assert (code, out) == (0, "")
    # (1,000 * 1 + 500 * 2) / 1,000,000 for one of two questions: 1 EUR a thousand
    assert page.read_text().startswith("# Quality\n")
    assert "| Sourcier, m | 500 | 250 | – | 0.5 | 0.5 | – | 1.00 EUR |" in page.read_text()
    assert "1.00 EUR" in site.read_text() and site.read_text().startswith("<!DOCTYPE html>")
    code, out, _ = call("report", run_folder, "--summary")
    assert code == 0
    assert out.startswith("| system | questions |") and len(out.splitlines()) == 4
    code, out, _ = call("report", f"{run_folder}:plain loop", "--summary")
    assert code == 0 and len(out.splitlines()) == 3
    code, _, err = call("report", run_folder, "--out", str(tmp_path / "no" / "page.md"))
    assert code == 2 and "cannot be written" in err
