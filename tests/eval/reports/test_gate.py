from __future__ import annotations

from pathlib import Path

import pytest

from eval.metrics import figures
from eval.reports.gate import Threshold, check, load_thresholds, parse_thresholds
from rag.errors import RequestError
from tests.eval.made import a_record, unanswerable


def measured() -> object:
    """8 of 10 right, 1 of 4 invented."""
    right = [a_record(id=str(number), correct=number < 8, seconds=number) for number in range(10)]
    return figures([*right, *(unanswerable(f"u{number}", answered=not number) for number in range(4))])


def lines(*given: tuple[str, str], bound: bool = False) -> list[tuple[bool, str]]:
    thresholds = [each for kind, text in given for each in parse_thresholds(kind, [text])]  # type: ignore[arg-type]
    return [(each.kept, each.line) for each in check(measured(), thresholds, bound)]  # type: ignore[arg-type]


def test_a_threshold_is_kept_or_not() -> None:
    assert lines(("min", "correct=0.8"), ("max", "hallucinated=0.25")) == [
        (True, "correct 0.8 >= 0.8"),
        (True, "hallucinated 0.25 <= 0.25"),
    ]
    assert lines(("min", "correct=0.81"), ("max", "hallucinated = 0.2"), ("min", "questions=15")) == [
        (False, "correct 0.8 < 0.81"),
        (False, "hallucinated 0.25 > 0.2"),
        (False, "questions 14 < 15"),
    ]
    assert lines(("max", "seconds.max=9")) == [(True, "seconds.max 9 <= 9")]


def test_the_far_end_of_the_interval() -> None:
    # Wilson: 8 of 10 0.4902 to 0.9433; 1 of 4 0.0456 to 0.6994
    assert lines(("min", "correct=0.49"), ("min", "correct=0.5"), bound=True) == [
        (True, "correct 0.4902 >= 0.49"),
        (False, "correct 0.4902 < 0.5"),
    ]
    assert lines(("max", "hallucinated=0.69"), ("max", "hallucinated=0.7"), bound=True) == [
        (False, "hallucinated 0.6994 > 0.69"),
        (True, "hallucinated 0.6994 <= 0.7"),
    ]


def test_what_was_not_measured_is_not_good() -> None:
    nothing = figures([a_record()])
    (checked,) = check(nothing, [Threshold("max", "hallucinated", 1.0)])
    assert not checked.kept and checked.line == "hallucinated: no case; wanted at most 1"


@pytest.mark.parametrize(
    ("name", "said"), [("right", "no figure 'right'.*correct"), ("seconds", "seconds.mean"), ("correct.x", "no figure")]
)
def test_an_unknown_figure_is_refused(name: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        lines(("min", f"{name}=0.5"))


@pytest.mark.parametrize("text", ["correct", "correct=", "correct=high", "correct=nan", "correct=inf"])
def test_what_is_no_threshold_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="not a threshold"):
        parse_thresholds("min", [text])


def test_thresholds_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text('[min]\ncorrect = 0.8\nquestions = 61\n[max]\nseconds.median = 30\n"seconds.max" = 90\n')
    assert load_thresholds(path) == [
        Threshold("min", "correct", 0.8),
        Threshold("min", "questions", 61.0),
        Threshold("max", "seconds.median", 30.0),
        Threshold("max", "seconds.max", 90.0),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[min", "no TOML"),
        ("correct = 1", "neither"),
        ("[least]\ncorrect = 1", "neither"),
        ('[min]\ncorrect = "high"', "no number"),
        ("[min]\ncorrect = true", "no number"),
        ("[min]\ncorrect = nan", "no number"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text)
    with pytest.raises(RequestError, match=said):
        load_thresholds(path)
    with pytest.raises(RequestError, match="cannot be read"):
        load_thresholds(tmp_path / "nothing.toml")
