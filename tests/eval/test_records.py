from __future__ import annotations

from pathlib import Path

import pytest

from eval.records import Record, append_record, read_records
from rag.errors import RequestError

RECORD = Record(
    id="q1",
    language="fr",
    tags=[],
    question="un\u2028deux\n?",
    answerable=False,
    expected=None,
    kind="abstained",
    note=None,
    claims=[],
    citations=[],
    withheld=[],
    gold_rank=None,
    gold_stored=None,
    correct=False,
    gold_cited=False,
    seconds=0.5,
)


def test_what_is_appended_is_read(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    assert read_records(path, Record) == []
    second = RECORD.model_copy(update={"id": "q2"})
    append_record(path, RECORD)
    append_record(path, second)
    assert read_records(path, Record) == [RECORD, second]


def test_a_half_written_last_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    append_record(path, RECORD)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert read_records(path, Record) == [RECORD]
    append_record(path, RECORD.model_copy(update={"id": "q2"}))
    assert [record.id for record in read_records(path, Record)] == ["q1", "q2"]


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    append_record(path, RECORD)
    with path.open("a") as file:
        file.write("{}\n")
    with pytest.raises(RequestError, match="line 2"):
        read_records(path, Record)
