"""`rag-eval import`, from a set's file to a suite that can be checked and asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.suites.labelled import read_labelled
from eval.suites.suite import load_suite
from rag.errors import RequestError
from tests.eval.loaders import sets

REAL = Path(__file__).parents[4] / "shared/data/contracts_en"
here = pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not here")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_HOME", str(tmp_path / "home"))


def call(*arguments: str | Path) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def refused(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert isinstance(result.exception, RequestError)
    return str(result.exception)


def test_a_suite_with_its_documents_that_check_finds_whole(tmp_path: Path) -> None:
    out = tmp_path / "cuad.jsonl"
    said = call("import", "cuad", sets.cuad(tmp_path), "--out", out)
    assert (said["questions"], said["answerable"], said["documents_written"]) == (3, 2, 1)
    assert sum(said["left_out"].values()) == 1
    folder = Path(said["documents"])
    assert [path.name for path in folder.iterdir()] == ["ACME_LEASE AGREEMENT.txt"]
    assert len(load_suite(str(out)).questions) == 3
    assert call("check", out, "--documents", folder)["problems"] == []


def test_labelled_answers(tmp_path: Path) -> None:
    out = tmp_path / "ragtruth.jsonl"
    said = call("import", "ragtruth", *sets.ragtruth(tmp_path), "--out", out, "--limit", "3", "--seed", "5")
    assert (said["labelled"], said["documents"]) == (3, None)
    assert len(read_labelled(out).answers) == 3
    shown = CliRunner().invoke(
        app, ["import", "faithbench", str(sets.faithbench(tmp_path)), "--out", f"{tmp_path}/f.jsonl"]
    )
    assert "f.jsonl: 4 answers." in shown.output.replace("\n", "") and "Left out: 1" in shown.output


def test_what_is_refused(tmp_path: Path) -> None:
    file, out = sets.cuad(tmp_path), tmp_path / "out.jsonl"
    assert "carries its own texts" in refused("import", "cuad", file, "--out", out, "--documents", tmp_path)
    assert "There is no folder" in refused("import", "financebench", file, "--out", out, "--documents", tmp_path / "no")
    assert "There is no folder" in refused("import", "cuad", file, "--out", tmp_path / "no" / "out.jsonl")
    items = sets.financebench(tmp_path)[0]
    assert "nothing in it can be used (2: its report" in refused(
        "import", "financebench", items, "--out", out, "--documents", tmp_path
    )
    assert not out.exists()
    out.write_text("mine")
    assert "is there already" in refused("import", "cuad", file, "--out", out)
    assert out.read_text() == "mine"


@here
@pytest.mark.slow
def test_real_questions_with_spans(tmp_path: Path) -> None:
    out = tmp_path / "spans.jsonl"
    arguments = ("--documents", REAL / "text", "--limit", "100")
    said = call("import", "legalbench-rag", REAL / "retrieval.json", "--out", out, *arguments)
    assert said["questions"] >= 98
    result = CliRunner().invoke(app, ["check", str(out), "--documents", str(REAL / "text"), "--json"])
    found = json.loads(result.stdout)
    assert len(found["problems"]) <= found["places"] / 100


@here
def test_real_clauses_in_the_form_of_cuad(tmp_path: Path) -> None:
    clauses = [json.loads(line) for line in (REAL / "clauses.jsonl").read_text("utf-8").splitlines()]
    name = clauses[0]["file"]
    text = (REAL / "text" / name).read_text(encoding="utf-8")
    qas = [
        {
            "id": f"{name}__{clause['category']}",
            "question": f'Highlight the parts related to "{clause["category"]}". Details: {clause["category"]}',
            "answers": [{"text": text[start:end], "answer_start": start} for start, end in clause["spans"]],
            "is_impossible": not clause["spans"],
        }
        for clause in clauses
        if clause["file"] == name
    ]
    out = tmp_path / "cuad.jsonl"
    said = call("import", "cuad", sets.squad(tmp_path, text, qas, title=Path(name).stem), "--out", out)
    assert said["questions"] + sum(said["left_out"].values()) == len(qas) >= 30
    assert 0 < said["answerable"] < said["questions"]
    assert call("check", out, "--documents", said["documents"])["problems"] == []


@here
def test_real_contractnli(tmp_path: Path) -> None:
    out = tmp_path / "nli.jsonl"
    said = call("import", "contractnli", REAL / "contractnli_dev.json", "--out", out, "--limit", "30")
    assert (said["questions"], said["answerable"]) == (30, 20)
    assert call("check", out, "--documents", said["documents"])["problems"] == []
