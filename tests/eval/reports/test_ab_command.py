from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.reports.ab_command import variant
from rag.errors import RequestError
from tests.eval import tiny
from tests.eval.test_cli import call as call


def test_a_variant_is_a_model_and_settings() -> None:
    given = [
        "model=qwen2.5:1.5b",
        "prompts=/words",
        "ollama.num_ctx=8192",
        "ollama.url=http://127.0.0.1:1/?a=b",
        'confidential=["rh"]',
    ]
    assert variant(given) == (
        "qwen2.5:1.5b",
        Path("/words").resolve(),
        {"ollama": {"num_ctx": "8192", "url": "http://127.0.0.1:1/?a=b"}, "confidential": ["rh"]},
    )
    assert variant([]) == (None, None, {})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["model"], "not KEY=VALUE"),
        (["=x"], "not KEY=VALUE"),
        (["home=/x"], "cannot be varied"),
        (["ollama=x", "ollama.url=y"], "set already"),
        (["confidential=[rh]"], "begins like a list"),
    ],
)
def test_what_is_no_variant(given: list[str], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        variant(given)


def test_two_variants_are_run_and_compared(call: Any, tmp_path: Path) -> None:
    tiny.write_documents(tmp_path / "documents")
    suite, folder = str(tiny.suite_file(tmp_path)), tmp_path / "ab"
    arguments = ["ab", suite, "--documents", str(tmp_path / "documents"), "--out", str(folder)]
    (tmp_path / "documents" / "long.txt").write_text("Le dépôt est plein. " * 80)
    # B sets the long text aside
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "fr.md").write_text("Réponds en JSON.", encoding="utf-8")
    variants = ["--a", "model=none", "--b", "model=none", "--b", "ingest.max_chars=1000", "--b", "ingest.max_pages=7"]
    variants += ["--b", f"prompts={tmp_path / 'words'}"]
    code, out, err = call(*arguments, *variants, "--limit", "3", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["a"]["run"], found["b"]["run"]) == (str(folder / "a"), str(folder / "b"))
    assert found["questions"] == 3
    assert {"settings", "corpus", "prompts"} <= set(found["differs"])
    assert "A: model=none" in err and "B: model=none, ingest.max_chars=1000" in err
    kept = {name: folder / name / "prompts" / "rag" / "answering" / "prompts" for name in ("a", "b")}
    assert (kept["b"] / "fr.md").read_text() == "Réponds en JSON." != (kept["a"] / "fr.md").read_text()
    assert (kept["b"] / "en.md").read_text() == (kept["a"] / "en.md").read_text()
    settings = {name: json.loads((folder / name / "run.json").read_text())["settings"] for name in ("a", "b")}
    assert settings["a"]["max_pages"] == 2000 and settings["b"]["max_pages"] == 7
    # what the user has is not touched
    assert {path.name for path in (tmp_path / "user").iterdir()} <= {"models", "eval"}
    records = (folder / "a" / "records.jsonl").read_bytes()
    code, out, _ = call(*arguments, *variants, "--limit", "3")
    assert code == 0 and "the 3 questions that both were asked" in out
    assert (folder / "a" / "records.jsonl").read_bytes() == records


@pytest.mark.parametrize(
    ("variants", "code", "said"),
    [
        (["--a", "model=none", "--b", "model=none"], 2, "A and B are the same"),
        (["--a", "model=none", "--b", "ollama.nothing=1"], 2, "ollama.nothing: Extra inputs"),
        (["--a", "model=none", "--b", "ollama.num_ctx=wide"], 2, "ollama.num_ctx"),
        (["--a", "model=none", "--b", "ollama.enabled=false"], 3, "No language model answers"),
    ],
)
def test_nothing_is_asked_when_a_variant_cannot_be(
    call: Any, tmp_path: Path, variants: list[str], code: int, said: str
) -> None:
    got, _, err = call("ab", str(tiny.suite_file(tmp_path)), "--out", str(tmp_path / "ab"), *variants)
    assert got == code and said in err
    assert not (tmp_path / "ab").exists()
