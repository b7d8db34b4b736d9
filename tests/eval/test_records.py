from __future__ import annotations

from pathlib import Path

import pytest

from eval.records import Record, append_record, key_of, read_records
from rag.errors import RequestError

RECORD = Record(
    key="k1",
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
    proving_ranks=[],
    proving_stored=None,
    correct=False,
    gold_cited=False,
    prompt_tokens=0,
    completion_tokens=0,
    first_token_s=None,
    seconds=0.5,
    peak_memory_mib=None,
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


def test_the_first_proof_and_whether_there_is_one_are_read_off_the_places() -> None:
    found = RECORD.model_copy(update={"proving_ranks": [3, 9], "proving_stored": 2})
    assert (found.gold_rank, found.gold_stored) == (3, True)
    lacking = RECORD.model_copy(update={"proving_stored": 0})
    assert (lacking.gold_rank, lacking.gold_stored) == (None, False)
    assert RECORD.gold_stored is None


def test_a_key_is_of_the_system_and_the_whole_question() -> None:
    content = {"id": "1", "question": "Combien ?", "accept": ["1 €"]}
    assert key_of("a", content) == key_of("a", dict(reversed(content.items())))
    others = [key_of("b", content), key_of("a", content | {"accept": ["2 €"]}), key_of("a", content | {"id": "2"})]
    assert len({key_of("a", content), *others}) == 4
