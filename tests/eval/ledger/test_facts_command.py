from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from eval import cli
from eval.ledger import asking, commands
from eval.ledger.judging import Verdict
from eval.ledger.making import make_ledger
from eval.ledger.questions import make_questions
from eval.ledger.truth import TODAY
from rag.domain.facts import FactsResult
from rag.domain.plan import Plan
from rag.domain.rights import Reader
from rag.facts.parties import KnownParty
from tests.rag.facts.over_truth import known_buyers, known_sellers, run_over


class FactsOverTruth:
    """What the store would answer if all files were read right."""

    ledger = make_ledger()

    def known_parties(self, _reader: Reader, role: str) -> list[KnownParty]:
        return known_sellers(self.ledger) if role == "seller" else known_buyers()

    def run(self, plan: Plan, _reader: Reader, _today: object, _language: str) -> FactsResult:
        if any(not choice.keys for choice in (*plan.sellers, *plan.buyers)):
            return FactsResult(plan=plan, words="nobody")
        return run_over(self.ledger, plan, TODAY)


class FactsOff(FactsOverTruth):
    """A store that is a cent off."""

    def run(self, plan: Plan, _reader: Reader, _today: object, _language: str) -> FactsResult:
        result = super().run(plan, _reader, _today, _language)
        figures = tuple(one.model_copy(update={"value": one.value + 1}) for one in result.figures)
        return result.model_copy(update={"figures": figures})


def test_every_question_is_asked_and_judged() -> None:
    done: list[int] = []
    questions = make_questions(FactsOverTruth.ledger)
    answered = asking.ask_all(questions, FactsOverTruth(), None, lambda: done.append(1))  # type: ignore[arg-type]
    assert [one.asked for one in answered] == questions and len(done) == 150
    assert not any(one.verdict is Verdict.WRONG or one.by_model for one in answered)
    wrong = asking.ask_all(questions[:6], FactsOff(), None, lambda: None)  # type: ignore[arg-type]
    assert [one.verdict for one in wrong] == [Verdict.WRONG] * 6


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    monkeypatch.setenv("SOURCIER_HOME", str(tmp_path / "user"))
    (tmp_path / "user").mkdir()
    ingested: list[int] = []
    monkeypatch.setattr(
        commands, "ingest_documents", lambda _settings, folder: ingested.append(len(list(folder.iterdir())))
    )
    monkeypatch.setattr(commands, "Facts", lambda _database: FactsOverTruth())
    arguments = ["facts", "--xml-only", "--out", str(tmp_path / "run"), *(["--json"] if as_json else [])]
    monkeypatch.setattr(sys, "argv", ["rag-eval", *arguments])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    printed = capsys.readouterr().out
    assert not caught.value.code
    assert ingested == [2090]
    assert len((tmp_path / "run" / "answers.jsonl").read_text(encoding="utf-8").splitlines()) == 150
    if as_json:
        written = json.loads(printed)
        assert set(written["figures"]) >= {"all", "fr", "en", "kept_apart", "afterwards", "developing", "template"}
        assert written["figures"]["all"]["wrong"]["numerator"] == 0
        assert len(written["wrong"]) == written["figures"]["all"]["declined"]["numerator"]
    else:
        assert "without a model" in printed and "Records:" in printed
