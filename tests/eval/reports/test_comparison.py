from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.records import Record, ShownClaim
from eval.reports.comparison import compare
from eval.reports.comparison_table import comparison_table, notes
from eval.reports.paired import bootstrap, newcombe
from rag.errors import RequestError
from tests.eval.made import a_record, ran, unanswerable


def answers(*right: bool, **changes: Any) -> list[Record]:
    return [a_record(id=f"fr-{number}", correct=each, **changes) for number, each in enumerate(right)]


def test_rates_are_paired_by_question(tmp_path: Path) -> None:
    # Right in both: 0; in A only: 1; in B only: 2, 3, 4; in neither: 5. The records of B come in another order.
    a = ran(tmp_path / "a", answers(True, True, False, False, False, False))[0]
    b = ran(tmp_path / "b", answers(True, False, True, True, True, False)[::-1])[0]
    found = compare(a, b)["rates"]["correct"]
    assert (found["a"]["numerator"], found["b"]["numerator"], found["b"]["denominator"]) == (2, 4, 6)
    assert found["difference"] == pytest.approx(2 / 6)
    assert (found["low"], found["high"]) == newcombe(1, 1, 3, 1)
    assert found["interval"] == "newcombe"
    assert found["p_value"] == pytest.approx(2 * (1 + 4) / 16)
    assert (found["only_a"], found["only_b"]) == (["fr-1"], ["fr-2", "fr-3", "fr-4"])


def test_questions_asked_of_one_only_are_left_out_and_named(tmp_path: Path) -> None:
    a = ran(tmp_path / "a", answers(True, True, True, False))[0]
    b = ran(tmp_path / "b", [*answers(True, True), unanswerable("fr-9", answered=True)])[0]
    found = compare(a, b)
    assert (found["questions"], found["only_in_a"], found["only_in_b"]) == (2, ["fr-2", "fr-3"], ["fr-9"])
    assert found["rates"]["correct"]["a"]["denominator"] == 2
    assert found["rates"]["hallucinated"]["difference"] is None
    said = " ".join(notes(found))
    assert "asked in A only: 2 (fr-2, fr-3)" in said and "asked in B only: 1 (fr-9)" in said


def test_claims_of_one_answer_are_drawn_together(tmp_path: Path) -> None:
    proved, not_proved = (ShownClaim(text="x", citations=[], unproved=each) for each in ([], ["30 jours"]))
    of_a, of_b = [[proved], [proved, proved], [not_proved]], [[proved, not_proved], [not_proved], []]
    a, b = (
        ran(tmp_path / name, [a_record(id=str(number), claims=each) for number, each in enumerate(claims)])[0]
        for name, claims in (("a", of_a), ("b", of_b))
    )
    found = compare(a, b)["rates"]["unproved_claims"]
    assert found["difference"] == pytest.approx(2 / 3 - 1 / 4)
    assert found["interval"] == "bootstrap"
    assert (found["low"], found["high"]) == bootstrap([(0, 1), (0, 2), (1, 1)], [(1, 2), (1, 1), (0, 0)])
    assert (found["p_value"], found["only_a"], found["only_b"]) == (None, [], [])


def test_means_are_paired_by_question(tmp_path: Path) -> None:
    # reciprocal ranks: 1, 1/2, none against 1/2, 1/2, 1/4
    ranks = {"a": ([1], [2], []), "b": ([2], [2], [4])}
    a, b = (
        ran(tmp_path / name, [a_record(id=str(place), proving_ranks=each) for place, each in enumerate(of_each)])[0]
        for name, of_each in ranks.items()
    )
    found = compare(a, b)["rates"]["ranking.RR"]
    assert found["a"]["value"] == pytest.approx(0.5) and found["b"]["value"] == pytest.approx(1.25 / 3)
    assert found["difference"] == pytest.approx(-0.25 / 3)
    assert (found["interval"], found["p_value"]) == ("bootstrap", None)
    assert (found["low"], found["high"]) == bootstrap([(1, 1), (0.5, 1), (0, 1)], [(0.5, 1), (0.5, 1), (0.25, 1)])


def test_balanced_accuracies_differ_by_half_of_two_differences(tmp_path: Path) -> None:
    # B refuses one answerable question more, and one unanswerable question more: nothing won, nothing lost.
    shown = {"a": (True, True, True), "b": (False, True, False)}
    a, b = (
        ran(
            tmp_path / name,
            [
                a_record(id="1", **({} if answered[0] else {"claims": []})),
                a_record(id="2", **({} if answered[1] else {"claims": []})),
                unanswerable("3", answered=answered[2]),
                unanswerable("4", answered=False),
            ],
        )[0]
        for name, answered in shown.items()
    )
    found = compare(a, b)["rates"]
    balanced, pieces = found["balanced_accuracy"], (found["refused"], found["hallucinated"])
    assert balanced["difference"] == pytest.approx(0)
    # refused +1/2, hallucinated -1/2: their intervals mirror each other, so this one is as far above as below
    refused = newcombe(0, 0, 1, 1)
    assert [(each["low"], each["high"]) for each in pieces] == [refused, pytest.approx((-refused[1], -refused[0]))]
    distance = (((refused[1] - 0.5) ** 2 + (0.5 - refused[0]) ** 2) ** 0.5) / 2
    assert (balanced["low"], balanced["high"]) == pytest.approx((-distance, distance))
    nothing = ran(tmp_path / "c", answers(True, False))[0]
    assert compare(nothing, nothing)["rates"]["balanced_accuracy"]["low"] is None


def test_seconds_are_paired_too(tmp_path: Path) -> None:
    a = ran(tmp_path / "a", [a_record(id=str(each), seconds=each) for each in (1, 5, 20)])[0]
    b = ran(tmp_path / "b", [a_record(id=str(each), seconds=each + 2) for each in (1, 5, 20)])[0]
    found = compare(a, b)["seconds"]
    assert found["difference"] == pytest.approx(2)
    assert found["low"] == pytest.approx(2) and found["high"] == pytest.approx(2)


def test_what_else_differs_is_named(tmp_path: Path) -> None:
    a = ran(tmp_path / "a", answers(True))[0]
    b = ran(tmp_path / "b", answers(True), "m", settings={"embedder": "bge"})[0]
    assert compare(a, b)["differs"] == ["model", "settings"]
    assert compare(a, a)["differs"] == []


def test_what_cannot_be_compared(tmp_path: Path) -> None:
    a = ran(tmp_path / "a", answers(True))[0]
    other = ran(tmp_path / "b", answers(True), suite="public", suite_sha256="6" * 64)[0]
    with pytest.raises(RequestError, match=r"different suites: samples \(55555555\) and public \(66666666\)"):
        compare(a, other)
    with pytest.raises(RequestError, match="no question in common"):
        compare(a, ran(tmp_path / "c", [a_record(id="x")])[0])


def test_the_table_reads_in_a_narrow_terminal(tmp_path: Path) -> None:
    a = ran(tmp_path / "a", answers(*[True] * 14, *[False] * 6))[0]
    b = ran(tmp_path / "b", answers(*[False] * 14, *[False] * 6), "[bold]m")[0]
    found = compare(a, b)
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(comparison_table(found))
    text = console.export_text()
    line = next(line for line in text.splitlines() if line.strip().startswith("answered right  "))
    # 14 questions in A only: 2 / 2^14
    assert line.split()[2:] == ["70", "%", "0", "%", "-70", "[-85,", "-43]", "<", "0.001", "14/0"]
    assert any("B: Sourcier, [bold]m, " in line for line in notes(found))
    assert "cache" not in notes(found)[1]


def test_answers_from_the_cache_are_counted(tmp_path: Path) -> None:
    a = ran(tmp_path / "a", answers(True, True))[0]
    b = ran(tmp_path / "b", [*answers(True), a_record(id="fr-1", cached=True)])[0]
    found = compare(a, b)
    assert (found["a"]["cached"], found["b"]["cached"]) == (0, 1)
    assert "1 answers from the cache, with the seconds measured then" in notes(found)[1]
