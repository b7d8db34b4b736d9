from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from eval import cli
from tests.eval import tiny


@pytest.fixture
def call(
    tmp_path: Path, shared_models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Runs `rag-eval` with arguments; gives exit code, stdout, stderr."""
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "models").symlink_to(shared_models)
    monkeypatch.setenv("SOURCIER_HOME", str(tmp_path / "user"))
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    monkeypatch.setenv("DO_NOT_TRACK", "1")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rag-eval", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, " ".join(printed.err.split())

    return run


def test_run_then_report(call: Any, tmp_path: Path) -> None:
    tiny.write_documents(tmp_path / "documents")
    suite, folder = str(tiny.suite_file(tmp_path)), tmp_path / "run"
    arguments = ["run", suite, "--documents", str(tmp_path / "documents"), "--model", "none", "--out", str(folder)]
    code, out, _ = call(*arguments, "--limit", "2", "--json")
    assert code == 0
    result = json.loads(out)
    assert (result["suite"], result["run"]) == ("tiny", str(folder))
    assert result["metrics"]["overall"]["questions"] == 2
    assert set(result["metrics"]) == {"overall", "by_language", "by_tag"}
    assert set(result["metrics"]["overall"]["correct"]) == {"value", "numerator", "denominator", "low", "high"}
    # The documents went into a store of the run's own; the user's home keeps the answers for another run.
    assert {path.name for path in (tmp_path / "user").iterdir()} == {"models", "eval"}
    assert [path.name for path in (tmp_path / "user" / "eval").iterdir()] == ["cache"]

    code, out, err = call(*arguments)
    assert code == 0
    assert "2 of 6 answers were given before" in err
    assert "extractive: rate" in out
    assert len((folder / "records.jsonl").read_text().splitlines()) == 6

    code, out, _ = call("report", str(folder))
    assert code == 0 and out.startswith("# Quality\n")
    assert call("report", str(folder), "--out", str(tmp_path / "page.md"))[0] == 0
    assert (tmp_path / "page.md").read_text() == out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", "nothing"], 2, "There is no suite 'nothing'"),
        (["run", "samples", "--documents", "/nowhere/at/all"], 2, "There is no folder '/nowhere/at/all'"),
        (["run", "samples", "--limit", "0"], 2, "--limit"),
        (["report", "/nowhere/at/all"], 2, "holds no run"),
    ],
)
def test_errors_are_one_line_and_a_code(call: Any, arguments: list[str], code: int, said: str) -> None:
    got, _, err = call(*arguments)
    assert got == code
    assert said in err


def test_no_model_is_said_not_replaced(call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCIER_OLLAMA__ENABLED", "false")
    code, _, err = call("run", str(tiny.suite_file(tmp_path)), "--out", str(tmp_path / "run"))
    assert code == 3
    assert "--model none" in err
    assert not (tmp_path / "run").exists()


def test_help_names_both_commands(call: Any) -> None:
    code, out, _ = call("--help")
    assert code == 0
    assert "run" in out and "report" in out


def test_retrieval_is_measured_beside_its_halves(call: Any, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    price, notice = "Le prix annuel est de dix mille euros.", "Le préavis de résiliation est de six mois."
    for name in ("Thermolys", "Nuagence"):
        (folder / f"contrat_{name}.txt").write_text(f"Contrat {name}\n\n{price}\n\n{notice}\n")
    start = len(f"Contrat Thermolys\n\n{price}\n\n")
    span = {"file": "contrat_Thermolys.txt", "span": [start, start + len(notice)]}
    questions = tmp_path / "questions.json"
    questions.write_text(json.dumps({"tests": [{"query": "Préavis chez Thermolys ?", "snippets": [span]}]}))
    arguments = ["retrieval", str(questions), "--documents", str(folder), "--home", str(tmp_path / "home")]
    code, out, _ = call(*arguments, "--json")
    assert code == 0
    found = json.loads(out)
    assert found["questions"] == 1
    assert set(found["found"]) == {"search", "meaning alone", "words alone"}
    assert found["found"]["search"]["first_document"]["value"] == found["found"]["search"]["recall@1"]["value"] == 1
    code, out, _ = call(*arguments)
    assert code == 0 and "recall@10" in out
    code, _, err = call("retrieval", str(tmp_path / "none.json"), "--documents", str(folder))
    assert code == 2 and "questions with spans" in err


def test_verification_is_measured_without_a_model(call: Any, tmp_path: Path) -> None:
    tiny.write_documents(tmp_path / "dossier")
    arguments = ["verification", str(tiny.suite_file(tmp_path)), "--documents", str(tmp_path / "dossier")]
    code, out, _ = call(*arguments, "--json")
    assert code == 0
    measured = json.loads(out)["withheld"]["tiny"]
    assert measured["true claims"]["numerator"] == 0 and measured["true claims"]["denominator"] > 0
    assert measured["amount"]["value"] == 1
    code, out, _ = call(*arguments)
    assert code == 0 and "claims withheld" in out
