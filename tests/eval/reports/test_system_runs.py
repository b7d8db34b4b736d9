from __future__ import annotations

from pathlib import Path

import pytest

from eval.reports.system_runs import by_suite, labels, one_system, systems_of
from eval.systems.names import PLAIN_LOOP, RETRIEVAL_ONLY
from rag.errors import RequestError
from tests.eval.made import a_record, a_run, ran


def test_systems_come_in_their_own_order(tmp_path: Path) -> None:
    names = ["something else", RETRIEVAL_ONLY, PLAIN_LOOP, "Sourcier"]
    found = ran(tmp_path / "a", [a_record(system=name) for name in names], "m")
    assert [each.system for each in found] == ["Sourcier", PLAIN_LOOP, RETRIEVAL_ONLY, "something else"]
    assert labels(found) == ["Sourcier, m", "plain loop, m", "retrieval only", "something else, m"]


def test_one_system_is_named_behind_a_colon(tmp_path: Path) -> None:
    ran(tmp_path / "a", [a_record(), a_record(system=PLAIN_LOOP)])
    ran(tmp_path / "b:c", [a_record(), a_record(system=PLAIN_LOOP)])
    assert one_system(str(tmp_path / "a")).system == "Sourcier"
    assert one_system(f"{tmp_path / 'a'}:plain loop").system == PLAIN_LOOP
    assert one_system(str(tmp_path / "b:c")).system == "Sourcier"
    assert one_system(f"{tmp_path / 'b:c'}:plain loop").system == PLAIN_LOOP
    with pytest.raises(RequestError, match=r"No system 'model alone' .* 'Sourcier', 'plain loop'"):
        one_system(f"{tmp_path / 'a'}:model alone")


def test_what_is_no_run_is_said(tmp_path: Path) -> None:
    a_run(tmp_path / "empty", None)
    with pytest.raises(RequestError, match="no records yet"):
        systems_of(tmp_path / "empty")
    with pytest.raises(RequestError, match="holds no run"):
        one_system(str(tmp_path / "nothing"))


def test_runs_of_one_suite_stand_together(tmp_path: Path) -> None:
    first, third = (ran(tmp_path / name, [a_record()])[0] for name in ("a", "c"))
    second = ran(tmp_path / "b", [a_record()], suite_sha256="6" * 64)[0]
    assert by_suite([first, second, third]) == [[first, third], [second]]
