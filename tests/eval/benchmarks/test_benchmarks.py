"""The benchmarks' own parts: what they generate, what they compute, and a lane small enough for a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.benchmarks import growth
from eval.benchmarks.generated import write_contracts
from eval.benchmarks.lanes import run_lane


def test_generated_contracts_are_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    first, again, other = (
        [path.read_bytes() for path in write_contracts(tmp_path / name, 2, 2, seed)]
        for name, seed in (("a", 7), ("b", 7), ("c", 8))
    )
    assert first == again
    assert first[0] != first[1]
    assert not set(first) & set(other)


@pytest.mark.parametrize(
    ("moments", "ratio"),
    [
        ([float(n) for n in range(101)], 1.0),
        ([float(n) for n in range(91)] + [90 + 2.0 * n for n in range(1, 11)], 2.0),
        ([3.0 * n for n in range(11)] + [30.0 + n for n in range(1, 91)], 0.33),
    ],
)
def test_the_last_tenth_is_set_against_the_first(moments: list[float], ratio: float) -> None:
    assert growth._end_by_start(moments) == ratio


@pytest.mark.slow
def test_a_lane_runs_in_a_process_of_its_own_and_reports_its_memory(tmp_path: Path) -> None:
    figures = run_lane("growth", "growth", [Path("12")], tmp_path)
    assert figures["documents"] == 12
    assert figures["seconds"] > 0
    assert figures["peak_mib"] > 100


def test_a_lane_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"growth: ValueError: .*douze"):
        run_lane("growth", "growth", [Path("douze")], tmp_path)
