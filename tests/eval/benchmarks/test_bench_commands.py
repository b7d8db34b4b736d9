"""The bench's commands: all lanes, what is left when one fails, the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.benchmarks import __main__ as commands
from eval.benchmarks.results import Result, Row, this_machine
from rag.settings import Settings


def _result(lane: str) -> Result:
    row = Row(case="one", measure="time", value=2, unit="s", baseline=1, against="bare")
    return Result(lane=lane, title=f"Lane {lane}", machine=this_machine(), rows=[row])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> dict[str, tuple[Any, ...]]:
    """What each lane was asked; none is measured."""
    calls: dict[str, tuple[Any, ...]] = {}

    def stands_in(lane: str) -> Any:
        def measured(*given: Any) -> Result:
            calls[lane] = given
            return _result(lane)

        return measured

    for lane in ("ingestion", "search", "answers", "asking", "facts"):
        monkeypatch.setattr(commands, f"_{lane}", stands_in(lane))
    monkeypatch.setattr(commands, "_with_model", lambda: settings)
    return calls


def test_all_lanes_are_written_and_put_on_a_page(
    asked: dict[str, tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_model", lambda settings, wanted: "a model")
    ran = CliRunner().invoke(commands.app, ["all", "--sizes", "20,10", "--out", str(tmp_path / "run"), "--json"])
    assert ran.exit_code == 0, ran.output
    assert list(asked) == ["ingestion", "search", "answers", "facts", "asking"]
    assert asked["search"][1] == [10, 20] and asked["answers"][2] == "a model"
    assert [one["lane"] for one in json.loads(ran.stdout)] == list(asked)
    page = CliRunner().invoke(commands.app, ["report", str(tmp_path / "run")])
    assert page.exit_code == 0 and all(f"## Lane {lane}" in page.stdout for lane in asked)


def test_without_a_model_its_lane_is_left_out_and_said(asked: dict[str, tuple[Any, ...]], tmp_path: Path) -> None:
    ran = CliRunner().invoke(commands.app, ["all", "--model", "none", "--out", str(tmp_path)])
    assert ran.exit_code == 0 and "asking" not in asked and "left out: asking" in ran.stderr
    assert not (tmp_path / "asking.json").exists() and (tmp_path / "facts.json").exists()


def test_a_lane_that_fails_takes_nothing_with_it(
    asked: dict[str, tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> Result:
        raise RuntimeError("no room [at] all")

    monkeypatch.setattr(commands, "_search", fails)
    ran = CliRunner().invoke(commands.app, ["all", "--model", "none", "--out", str(tmp_path)])
    assert ran.exit_code == 1 and "no room [at] all" in ran.stderr and "failed: search" in ran.stderr
    assert sorted(file.stem for file in tmp_path.glob("*.json")) == ["answers", "facts", "ingestion"]
