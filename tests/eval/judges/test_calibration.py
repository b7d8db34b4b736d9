"""Calibrations: kept by judge, prompt and model, and shown beside what the judge says of a run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval import cli
from eval.judges.calibration import Judge, calibrate, calibrations_of, weights_digest
from eval.judges.rejudging import as_labelled, judge_record
from eval.records import Record, ShownCitation, ShownClaim, append_record
from eval.suites.labelled import LabelledSet, read_labelled
from rag.errors import ModelUnreachableError
from rag.models.language_model import Completion, Message
from rag.settings import load_settings
from tests.support.model_servers import OllamaServer


class AlwaysSays:
    """A model that gives one verdict; it goes away after ``until`` answers."""

    local, prompt_budget = True, 3000

    def __init__(self, verdict: str, name: str = "m:1b", until: int = 10**6) -> None:
        self.name, self.verdict, self.until, self.asked = name, verdict, until, 0

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        self.asked += 1
        if self.asked > self.until:
            raise ModelUnreachableError("It went away.")
        yield json.dumps({"reason": "so", "verdict": self.verdict})

    def stop(self) -> None:
        pass


def some(count: int) -> LabelledSet:
    loaded = read_labelled("labelled_samples")
    return LabelledSet(loaded.name, loaded.sha256, loaded.answers[:count])


def test_a_judge_who_always_says_the_same_is_worth_nothing(tmp_path: Path) -> None:
    made = calibrate(Judge("model", AlwaysSays("correct"), "d1"), some(40), tmp_path)
    assert (made["answers"], made["of"]) == (40, 40)
    assert made["overall"]["kappa"]["value"] == pytest.approx(0)
    assert made["overall"]["balanced_accuracy"]["value"] == pytest.approx(1 / 3)
    assert set(made["by_language"]) == {"fr", "en"}
    assert set(made["by_kind"]) == {"number", "date", "quote", "refusal"}
    assert sum(each["answers"] for each in made["by_source"].values()) == 40


def test_what_is_kept_is_found_by_judge_prompt_and_model_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge("model", AlwaysSays("correct"), "d1")
    made = calibrate(judge, some(6), tmp_path)
    assert calibrations_of(Judge("model", AlwaysSays("refused"), "d1"), tmp_path) == [made]
    assert calibrations_of(Judge("model", AlwaysSays("correct"), "d2"), tmp_path) == []
    assert calibrations_of(Judge("rules+model", AlwaysSays("correct"), "d1"), tmp_path) == []
    assert calibrations_of(Judge("rules", None), tmp_path) == []
    monkeypatch.setattr("eval.judges.calibration.prompt_digest", lambda: "another prompt")
    assert calibrations_of(Judge("model", AlwaysSays("correct"), "d1"), tmp_path) == []


def test_one_that_was_stopped_goes_on(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreachableError):
        calibrate(Judge("model", AlwaysSays("correct", until=4), "d"), some(10), tmp_path)
    model = AlwaysSays("correct")
    made = calibrate(Judge("model", model, "d"), some(10), tmp_path, limit=6)
    assert (model.asked, made["answers"], made["of"]) == (2, 6, 10)
    calibrate(Judge("model", model, "d"), some(10), tmp_path)
    assert model.asked == 6
    # A smaller one afterwards takes nothing away.
    assert calibrate(Judge("model", model, "d"), some(10), tmp_path, limit=2)["answers"] == 10


def test_the_model_is_asked_only_what_the_rules_cannot_tell(tmp_path: Path) -> None:
    model = AlwaysSays("incorrect")
    answers = read_labelled("labelled_samples")
    made = calibrate(Judge("rules+model", model, "d"), answers, tmp_path)
    alone = calibrate(Judge("rules", None), answers, tmp_path)
    assert 0 < model.asked == alone["answers"] - alone["overall"]["told"] < 10
    assert made["overall"]["told"] == 200


def test_answers_without_a_known_verdict_are_left_out(tmp_path: Path) -> None:
    answers = some(5)
    answers.answers[0] = answers.answers[0].model_copy(update={"verdict": None, "hallucinated": []})
    made = calibrate(Judge("rules", None), answers, tmp_path)
    assert (made["answers"], made["of"]) == (4, 4)


def test_a_judge_is_rules_or_has_a_model() -> None:
    for name, model in (("rules", AlwaysSays("correct")), ("model", None)):
        with pytest.raises(ValueError, match="model judges"):
            Judge(name, model)  # type: ignore[arg-type]


def record(id: str, claim: str | None, *, correct: bool, answerable: bool = True, unproved: str = "") -> Record:
    fields: dict[str, Any] = {
        "id": id,
        "language": "fr",
        "tags": [],
        "question": "Quel est le loyer annuel ?",
        "answerable": answerable,
        "expected": "12 000 €" if answerable else None,
        "kind": "extractive",
        "claims": [ShownClaim(text=claim, citations=[1], unproved=[unproved] if unproved else [])] if claim else [],
        "citations": [ShownCitation(n=1, filename="a.txt", page=1, passage_id="p", quote="Le loyer est de 12 000 €.")],
        "withheld": [],
        "correct": correct,
        "gold_cited": correct,
        "seconds": 0.1,
        "system": "Sourcier",
        "key": id,
        "note": None,
        "proving_ranks": [],
        "proving_stored": None,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "first_token_s": None,
        "peak_memory_mib": None,
    }
    return Record.model_validate(fields)


RECORDS = [
    record("a", "Le loyer est de 12 000 €.", correct=True),
    record("b", "Le loyer est de 13 000 €.", correct=False),
    record("c", None, correct=False),
    record("d", "Le bail ne le précise pas.", correct=False),
    record("e", "12 000 € et 3 %.", correct=True, unproved="3 %"),
    record("f", "Le loyer est de 12 000 €.", correct=False, answerable=False),
    record("g", None, correct=False, answerable=False),
]


def test_the_rules_on_a_record() -> None:
    assert [judge_record(each).verdict for each in RECORDS] == [
        "supported",
        "hallucinated",
        "refusal",
        "refusal",
        "hallucinated",
        "hallucinated",
        "refusal",
    ]
    assert "do not answer this question" in judge_record(RECORDS[5]).reason
    assert "do not hold all of its values" in judge_record(RECORDS[4]).reason
    given = as_labelled(RECORDS[0])
    assert (given.id, given.accept, given.verdict) == ("Sourcier/a", ["12 000 €"], None)
    assert given.passages == ["Le loyer est de 12 000 €."]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `rag-eval` with arguments in a home of its own; gives exit code, stdout, stderr."""
    monkeypatch.setenv("SOURCIER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rag-eval", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, " ".join(printed.err.split())

    return run


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaServer]:
    """A server whose model finds everything correct."""
    server = OllamaServer()
    server.chat = server.says(json.dumps({"reason": "so", "verdict": "correct"}))
    monkeypatch.setenv("SOURCIER_OLLAMA__URL", server.url)
    yield server
    server.close()


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    info = {
        "suite": "tiny",
        "suite_sha256": "0",
        "suite_questions": len(RECORDS),
        "model": None,
        "documents": None,
        "settings": {},
        "versions": {},
        "code": "0",
        "machine": "test",
        "cores": 1,
        "started": "2026-01-01T00:00:00Z",
    }
    (folder / "run.json").write_text(json.dumps(info), encoding="utf-8")
    for each in RECORDS:
        append_record(folder / "records.jsonl", each)
    return folder


def test_calibrate_prints_and_keeps(call: Any, tmp_path: Path) -> None:
    code, out, _ = call("calibrate", "labelled_samples", "--limit", "30")
    assert code == 0
    assert "30 of 200 answers" in out
    assert "kappa" in out and "balanced accuracy" in out and "hallucinated" in out
    kept = list((tmp_path / "home" / "eval" / "calibration").glob("rules-*/labelled_samples-*/calibration.json"))
    assert len(kept) == 1
    code, out, _ = call("calibrate", "labelled_samples", "--limit", "30", "--json")
    assert json.loads(out)["overall"] == json.loads(kept[0].read_text())["overall"]


def test_a_run_is_judged_with_the_calibration_beside_it(call: Any, run_folder: Path, server: OllamaServer) -> None:
    code, out, _ = call("judge", str(run_folder), "--judge", "model", "--model", "mistral:latest")
    assert code == 0
    assert "model (mistral:latest) is not calibrated" in out
    # What shows nothing is not asked about: five of seven show something.
    assert len(server.received) == 5
    assert call("calibrate", "labelled_samples", "--judge", "model", "--limit", "4")[0] == 0
    code, out, _ = call("judge", str(run_folder))
    assert code == 0
    assert "not calibrated" not in out
    assert "on labelled_samples (4 of 200 answers with a known verdict): right" in out
    # Neither was the run asked about again.
    assert len(server.received) == 5 + 4
    code, out, _ = call("judge", str(run_folder), "--json")
    told = json.loads(out)
    assert [each["answers"] for each in told["calibrations"]] == [4]
    figures = told["systems"]["Sourcier"]
    assert (figures["right"]["numerator"], figures["right"]["denominator"]) == (4, 5)
    assert (figures["refused"]["numerator"], figures["answered_all_the_same"]["numerator"]) == (1, 1)
    # Of seven the rules say the same of a, c, g.
    assert figures["with_rules"]["accuracy"]["numerator"] == 3


def test_a_run_judged_by_the_rules(call: Any, run_folder: Path) -> None:
    code, out, _ = call("judge", str(run_folder), "--judge", "rules", "--json")
    assert code == 0
    figures = json.loads(out)["systems"]["Sourcier"]
    assert [figures[name]["numerator"] for name in ("right", "wrong", "refused", "untold")] == [1, 2, 2, 0]


def test_the_digest_of_a_model(server: OllamaServer) -> None:
    settings = load_settings()
    untold = weights_digest(settings, AlwaysSays("correct", name="nobody:1b"))
    assert len(untold) == 64 and untold != weights_digest(settings, AlwaysSays("correct", name="other:1b"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calibrate", "nothing.jsonl"], "There is no file"),
        (["calibrate", "labelled_samples", "--judge", "dice"], "There is no judge 'dice'"),
        (["calibrate", "labelled_samples", "--judge", "model", "--model", "none"], "needs one"),
        (["judge", "/nowhere/at/all"], "holds no run"),
    ],
)
def test_errors_are_one_line_and_a_code(call: Any, arguments: list[str], said: str) -> None:
    code, _, err = call(*arguments)
    assert code == 2
    assert said in err
