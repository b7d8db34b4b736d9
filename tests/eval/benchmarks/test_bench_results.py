"""The one form of the benches' results: ratios, wishes, files, the page of several runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eval.benchmarks import writing
from eval.benchmarks.results import Result, Row, read_result, this_machine
from rag.errors import RequestError


def _row(value: float = 3, baseline: float | None = 2, **more: object) -> Row:
    return Row.model_validate(
        {"case": "1,000 passages", "measure": "p50", "value": value, "unit": "ms", "baseline": baseline} | more
    )


def _result(*rows: Row, lane: str = "search") -> Result:
    return Result(lane=lane, title="POST /search", machine=this_machine(), rows=list(rows), notes=["few questions"])


@pytest.mark.parametrize(
    ("row", "ratio", "kept"),
    [
        (_row(), 1.5, None),
        (_row(at_most=1.5), 1.5, True),
        (_row(value=3.1, at_most=1.5), 1.55, False),
        (_row(value=2, at_least=1), 1.0, True),
        (_row(value=1, at_least=1), 0.5, False),
        (_row(baseline=None, at_most=1), None, None),
        (_row(baseline=0, at_most=1), None, None),
    ],
)
def test_ratios_and_wishes(row: Row, ratio: float | None, kept: bool | None) -> None:
    assert (row.ratio, row.kept) == (ratio, kept)


def test_a_result_is_read_as_it_was_written() -> None:
    result = _result(_row(x=1000, at_most=2, against="bare"), _row(baseline=None))
    text = result.model_dump_json()
    assert '"ratio":1.5' in text and read_result(text) == result
    with pytest.raises(ValueError):
        read_result('{"lane": "search"}')


def test_the_machine_is_described() -> None:
    machine = this_machine()
    assert machine.cores >= 1 and machine.memory_gib > 0 and machine.processor
    assert re.fullmatch(r"3\.\d+\.\d+", machine.python) and machine.packages["qdrant-edge-py"]
    assert f"{machine.cores} cores" in machine.words() and machine.processor in machine.words()


def test_a_table_says_what_is_not_as_wished(tmp_path: Path) -> None:
    text = writing.markdown(_result(_row(against="bare", at_most=1.2), _row(case="a|b", value=0.5, at_least=0.1)))
    assert "| 1,000 passages | p50 | 3.00 | ms | 2.00 | bare | **1.50** | ≤ 1.2 |" in text
    assert "| a\\|b | p50 | 0.500 | ms | 2.00 |  | 0.25 | ≥ 0.1 |" in text and "- few questions" in text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.0123, "0.012"), (1.234, "1.23"), (12.34, "12.3"), (12345.6, "12,346")]
)
def test_figures_are_short(value: float, text: str) -> None:
    assert writing.shown(value) == text


def test_files_need_nothing_from_outside_and_do_not_change(tmp_path: Path) -> None:
    lines = [_row(case=f"{x:,}", x=x, value=x / 10, against="bare") for x in (1000, 10_000)]
    result = _result(*lines, *(_row(case=name, measure="bars", unit="s") for name in ("one <&>", "two")))
    written = writing.write(result, tmp_path / "new")
    assert [file.name for file in written] == ["search.json", "search.md", "search.svg"]
    plot = written[2].read_text(encoding="utf-8")
    assert "<svg" in plot and "<text" not in plot and "@font-face" not in plot
    outside = set(re.findall(r'(?:href|src)="([^#"]+)"', plot))
    assert not outside, "nothing is loaded"
    assert "![POST /search](search.svg)" in written[1].read_text(encoding="utf-8")
    writing.write(result, tmp_path / "again")
    assert (tmp_path / "again/search.svg").read_text(encoding="utf-8") == plot


def test_a_result_without_rows_is_written(tmp_path: Path) -> None:
    assert len(writing.write(_result(), tmp_path)) == 3


def test_without_matplotlib_there_is_no_plot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(result: Result, file: Path) -> None:
        raise ImportError

    monkeypatch.setattr(writing, "draw", missing)
    assert [file.name for file in writing.write(_result(_row()), tmp_path)] == ["search.json", "search.md"]
    assert ".svg" not in (tmp_path / "search.md").read_text(encoding="utf-8")


def test_lanes_of_several_runs_on_one_page(tmp_path: Path) -> None:
    for folder, lane in (("b", "search"), ("a", "facts"), ("b", "answers")):
        writing.write(_result(_row(), lane=lane), tmp_path / folder)
    found = writing.read([tmp_path / "b", tmp_path / "a"])
    assert [result.lane for _, result in found] == ["answers", "search", "facts"]
    page = writing.page(found, tmp_path / "docs")
    assert page.count("\n## POST /search\n") == 3 and page.startswith("# ")
    assert [f"../{name}.svg" in page for name in ("b/answers", "b/search", "a/facts")] == [True] * 3


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no result"):
        writing.read([tmp_path])
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RequestError, match=r"other\.json"):
        writing.read([tmp_path])
