from __future__ import annotations

from pathlib import Path

import pytest

from eval.records import Line, read_records
from eval.runs.asking import ask_all, asking_bar, timed
from eval.systems.replies import Reply


class Said(Line):
    key: str


class Named:
    def __init__(self, name: str, asked: list[str]) -> None:
        self.name, self._asked = name, asked

    def ask(self, question: str, filename: str | None = None) -> Reply:
        self._asked.append(f"{self.name} {question}")
        return Reply(statements=[], sources=[], note=None)


def key(system: str, question: str) -> str:
    return f"{system} {question}"


def observe(system: Named, question: str) -> Said:
    timed(system, question)
    return Said(key=key(system.name, question))


def test_system_after_system_what_was_not_asked_before(tmp_path: Path) -> None:
    asked: list[str] = []
    systems, file = [Named("a", asked), Named("b", asked)], tmp_path / "records.jsonl"
    done = {"a 1": Said(key="a 1")}
    seen: list[Said] = []
    ask_all(["1", "2"], systems, key, observe, file, done, seen.append)
    assert asked == ["a 2", "b 1", "b 2"]
    assert [one.key for one in seen] == asked
    assert read_records(file, Said) == seen
    ask_all(["1", "2"], systems, key, observe, file, done)
    assert len(asked) == 3


def test_a_record_is_on_the_disk_before_the_next_question(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    there: list[int] = []

    def looking(system: Named, question: str) -> Said:
        there.append(len(read_records(file, Said)))
        return observe(system, question)

    ask_all(["1", "2", "3"], [Named("a", [])], key, looking, file, {})
    assert there == [0, 1, 2]


def test_what_an_answer_takes_is_measured() -> None:
    answered = timed(Named("a", []), "1")
    assert 0 <= answered.seconds < 1
    # This process holds Python and the libraries that the tests have loaded: tens to thousands of MiB.
    assert 20 < answered.peak_memory_mib < 100_000


def test_the_time_left_is_estimated_where_an_answer_takes_a_minute() -> None:
    now = [0.0]
    bar = asking_bar("asking")
    bar.get_time = lambda: now[0]
    task = bar.add_task("", total=10)
    for _ in range(4):
        now[0] += 60
        bar.advance(task)
    assert bar.tasks[0].time_remaining == pytest.approx(6 * 60)
