from __future__ import annotations

from pathlib import Path

from eval.reports.summary import summary
from eval.systems.names import PLAIN_LOOP
from tests.eval.made import a_record, ran, unanswerable


def test_a_short_table_with_intervals(tmp_path: Path) -> None:
    records = [
        a_record(),
        a_record(id="fr-02", gold_cited=False),
        unanswerable("fr-03", answered=False, seconds=3),
        a_record(system=PLAIN_LOOP, correct=False, seconds=12.34),
    ]
    lines = summary(ran(tmp_path / "a", records, "m")).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("| system | questions | right, right source | answered wrong | refused |")
    # 1 of 2: 0.0945 to 0.9055; 0 of 2: 0 to 0.6576; 0 of 1: 0 to 0.7935 (z² / (n + z²))
    assert lines[2] == "| Sourcier, m | 2 + 1 | 50 % [9, 91] | 0 % [0, 66] | 0 % [0, 66] | 0 % [0, 79] | 0.5 |"
    assert lines[3] == "| plain loop, m | 1 + 0 | 0 % [0, 79] | 100 % [21, 100] | 0 % [0, 79] | – | 12.3 |"


def test_suites_are_named_where_there_are_several(tmp_path: Path) -> None:
    other = ran(tmp_path / "b", [a_record()], "m", suite="public|set", suite_sha256="6" * 64)
    lines = summary([*ran(tmp_path / "a", [a_record()]), *other]).splitlines()
    assert lines[0].startswith("| suite | system |")
    assert lines[2].startswith("| samples | Sourcier, extractive |")
    assert lines[3].startswith("| public\\|set | Sourcier, m |")
