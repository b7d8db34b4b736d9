"""`rag-eval run` from end to end, its model behind a real server: all systems in one run, killed, repeated, cached."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval import cli
from eval.records import Record, read_records
from eval.runs.command import Baseline, wanted_systems
from eval.runs.run import read_run
from eval.suites.suite import load_suite
from eval.systems.names import MODEL_ALONE, PLAIN_LOOP, RETRIEVAL_ONLY, SOURCIER, SYSTEMS
from rag.errors import RequestError
from rag.models.embedder import Embedder
from tests.eval import tiny
from tests.eval.answering_server import DIGEST, NAME, AnsweringServer

_PATIENCE_S = 120


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    running = AnsweringServer()
    yield running
    running.close()


@pytest.fixture
def home(tmp_path: Path, shared_models: Path, server: AnsweringServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "user"
    folder.mkdir()
    (folder / "models").symlink_to(shared_models)
    monkeypatch.setenv("SOURCIER_HOME", str(folder))
    monkeypatch.setenv("SOURCIER_OLLAMA__URL", server.url)
    tiny.write_documents(tmp_path / "documents")
    tiny.suite_file(tmp_path)
    return folder


def arguments(tmp_path: Path, folder: str, *more: str) -> list[str]:
    documents = str(tmp_path / "documents")
    return ["run", str(tmp_path / "tiny.jsonl"), "--documents", documents, "--out", str(tmp_path / folder), *more]


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(real_embedder: Embedder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs `rag-eval` with arguments, with one embedding model for all; gives exit code, stdout, stderr."""
    for place in ("rag.opening.load_embedder", "ingest.runtime.load_embedder"):
        monkeypatch.setattr(place, lambda _: real_embedder)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rag-eval", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, " ".join(printed.err.split())

    return run


def counted(metrics: Any, *names: str) -> list[tuple[int, int]]:
    return [(metrics["overall"][name]["numerator"], metrics["overall"][name]["denominator"]) for name in names]


def plain(records: list[Record]) -> list[dict[str, Any]]:
    """What must be the same however often a run is repeated."""
    return [one.model_dump(exclude={"seconds", "peak_memory_mib", "first_token_s", "cached"}) for one in records]


def without_passage_ids(found: list[dict[str, Any]]) -> Any:
    """Another store gives its documents other ids."""
    return json.loads(json.dumps(found), object_hook=lambda each: {k: v for k, v in each.items() if k != "passage_id"})


@pytest.mark.slow
def test_all_systems_in_one_run_then_again_from_the_cache(
    call: Call, home: Path, server: AnsweringServer, tmp_path: Path
) -> None:
    code, out, err = call(*arguments(tmp_path, "first", "--baseline", "all", "--json"))
    assert code == 0, err
    result = json.loads(out)
    assert list(result["systems"]) == list(SYSTEMS)
    assert result["metrics"] == result["systems"][SOURCIER]
    assert (result["suite"], result["answers"], result["cached"]) == ("tiny", 24, 0)
    judged = ("correct_and_cited", "correct", "refused", "hallucinated")
    systems = result["systems"]
    assert counted(systems[SOURCIER], *judged) == [(4, 4), (4, 4), (0, 4), (0, 2)]
    # A passage always: the one of four documents that the search finds first holds the answer here. It never refuses.
    assert counted(systems[RETRIEVAL_ONLY], *judged) == [(4, 4), (4, 4), (0, 4), (2, 2)]
    assert counted(systems[MODEL_ALONE], *judged, "gold_stored") == [(0, 4), (0, 4), (4, 4), (0, 2), (0, 4)]
    assert counted(systems[PLAIN_LOOP], "hallucinated", "gold_stored", "recall_at_16") == [(0, 2), (4, 4), (4, 4)]

    records = read_run(tmp_path / "first").records()
    assert [one.system for one in records] == [name for name in SYSTEMS for _ in range(6)]
    assert len({one.key for one in records}) == 24
    for one in records:
        asks = one.system != RETRIEVAL_ONLY
        assert ((one.prompt_tokens, one.completion_tokens) == (120, 3)) is asks
        assert (one.first_token_s is not None) is asks
        assert one.peak_memory_mib is not None and one.peak_memory_mib > 50
    assert {tuple(one.citations) for one in records if one.system == MODEL_ALONE} == {()}
    assert {len(one.citations) for one in records if one.system == RETRIEVAL_ONLY} == {1}

    # The same again in a new folder: the model is asked nothing, every figure is the same.
    asked = len(server.received)
    code, out, err = call(*arguments(tmp_path, "second", "--baseline", "all", "--json"))
    assert code == 0, err
    again = json.loads(out)
    assert len(server.received) == asked
    assert again["cached"] == 24 and again["systems"] == systems
    cached = read_run(tmp_path / "second").records()
    assert [one.seconds for one in cached] == [one.seconds for one in records]
    assert plain(cached) == plain(records)

    # Asked anew on demand, and the same figures still.
    code, out, err = call(*arguments(tmp_path, "third", "--baseline", "all", "--no-cache"))
    assert code == 0, err
    assert len(server.received) == 2 * asked and "cache" not in out
    fresh = read_run(tmp_path / "third").records()
    assert without_passage_ids(plain(fresh)) == without_passage_ids(plain(records))
    assert "model alone, tiny:1b: rate" in out


def test_what_repeats_a_run_lies_in_its_folder(call: Call, home: Path, tmp_path: Path) -> None:
    code, _, err = call(*arguments(tmp_path, "run", "--limit", "1"))
    assert code == 0, err
    folder = tmp_path / "run"
    info = read_run(folder).info
    assert (info.model, info.model_digest) == (NAME, f"ollama:{DIGEST}")
    assert (info.settings["seed"], info.settings["temperature"], info.settings["num_ctx"]) == (0, 0, 4096)
    assert load_suite(str(folder / "tiny.jsonl")).questions == tiny.QUESTIONS
    assert load_suite(str(folder / "tiny.jsonl")).sha256 == info.suite_sha256
    assert {"rag/answering/prompts/fr.md", "eval.systems/prompts/model_alone_fr.md"} <= set(info.prompts)
    for name, digest in info.prompts.items():
        assert hashlib.sha256((folder / "prompts" / name).read_bytes()).hexdigest() == digest
    packages = (folder / "packages.txt").read_text().splitlines()
    assert any(line.startswith("torch==") for line in packages)


@pytest.mark.slow
def test_a_process_that_is_killed_goes_on(home: Path, server: AnsweringServer, tmp_path: Path) -> None:
    """The real command, killed with SIGKILL while its model writes, and started again."""
    reached, file = threading.Event(), tmp_path / "run" / "records.jsonl"

    def stuck(number: int) -> None:
        if number == 9:
            reached.set()
            server.until_left()

    server.before = stuck
    command = [sys.executable, "-c", "from eval.cli import main; main()"]
    more = ["--baseline", "model-alone", "--baseline", "retrieval-only", "--no-cache"]
    environment = os.environ | {"SOURCIER_OLLAMA__FIRST_TOKEN_TIMEOUT_S": str(_PATIENCE_S)}
    first = subprocess.Popen([*command, *arguments(tmp_path, "run", *more)], env=environment)
    try:
        assert reached.wait(_PATIENCE_S)
        os.kill(first.pid, signal.SIGKILL)
        assert first.wait(_PATIENCE_S) == -signal.SIGKILL
    finally:
        first.kill()
        first.wait()
    before = file.read_bytes()
    # Eight answers of the model came whole, six of Sourcier's and two of its own, and six of the search between them.
    known = read_records(file, Record)
    assert [one.system for one in known] == [SOURCIER] * 6 + [RETRIEVAL_ONLY] * 6 + [MODEL_ALONE] * 2

    server.before = lambda _: None
    asked = len(server.received)
    second = subprocess.run(
        [*command, *arguments(tmp_path, "run", *more)], env=environment, capture_output=True, timeout=_PATIENCE_S
    )
    assert second.returncode == 0, second.stderr
    assert f"{len(known)} of 18 answers were given before; going on." in second.stderr.decode()
    assert file.read_bytes().startswith(before)
    records = read_records(file, Record)
    assert [(one.id, one.system) for one in records] == [
        (question.id, name) for name in (SOURCIER, RETRIEVAL_ONLY, MODEL_ALONE) for question in tiny.QUESTIONS
    ]
    # Only what was not answered before is asked.
    assert len(server.received) - asked == 4
    assert all(one.correct for one in records if one.system == SOURCIER and one.answerable)


@pytest.mark.parametrize(
    ("chosen", "with_model", "names"),
    [
        ([], False, [SOURCIER]),
        ([Baseline.ALL], False, [SOURCIER, RETRIEVAL_ONLY]),
        ([Baseline.ALL], True, list(SYSTEMS)),
        ([Baseline.MODEL_ALONE, Baseline.PLAIN_LOOP], True, [SOURCIER, PLAIN_LOOP, MODEL_ALONE]),
    ],
)
def test_which_systems_are_asked(chosen: list[Baseline], with_model: bool, names: list[str]) -> None:
    assert wanted_systems(chosen, tiny.honest() if with_model else None) == names


def test_a_baseline_that_needs_a_model_says_so(call: Call, home: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError):
        wanted_systems([Baseline.PLAIN_LOOP], None)
    code, _, err = call(*arguments(tmp_path, "run", "--model", "none", "--baseline", "model-alone"))
    assert code == 2 and "Without a model there is no model alone" in err
    assert not (tmp_path / "run").exists()


def test_the_store_of_the_house_is_measured_without_the_cache(call: Call, home: Path, tmp_path: Path) -> None:
    """Its facts may have been corrected by hand, which the digest of its documents does not tell."""
    code, _, err = call("run", str(tmp_path / "tiny.jsonl"), "--limit", "1", "--out", str(tmp_path / "run"))
    assert code == 0, err
    assert "No answer is taken from or kept in a cache" in err
    assert not (home / "eval").exists()
