from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eval.runs.asking import Answered
from eval.runs.cache import AnswerCache, why_not_cached
from eval.runs.run import RunInfo
from eval.systems.names import MODEL_ALONE, SOURCIER
from eval.systems.replies import Reply, Source, Statement

QUESTION = "Quel est le loyer ?"
INFO = RunInfo(
    suite="tiny",
    suite_sha256="5" * 64,
    suite_questions=6,
    model="mistral:7b",
    model_digest="ollama:" + "a" * 64,
    documents="/x/documents",
    settings={"num_ctx": 4096},
    versions={"torch": "2"},
    code="c" * 64,
    answering_code="d" * 64,
    machine="Linux x86_64",
    cores=2,
    started=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    corpus="e" * 64,
)
REPLY = Reply(
    statements=[Statement(text="12 000,00 €", cites=[1])],
    sources=[Source(filename="bail.txt", page=1, text="12 000,00 € par an", quote="12 000,00 €", passage_id="p")],
    note=None,
    withheld=[("13 000 €", "number_not_in_source")],
)
ANSWERED = Answered(reply=REPLY, seconds=41.5, peak_memory_mib=900.5)


class Named:
    def __init__(self, name: str) -> None:
        self.name = name

    def ask(self, question: str, filename: str | None = None) -> Reply:
        raise NotImplementedError


OURS, ALONE = Named(SOURCIER), Named(MODEL_ALONE)


def test_what_is_kept_is_known_also_to_another_run(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "cache", INFO)
    assert cache.known(OURS, QUESTION) is None
    cache.keep(OURS, QUESTION, ANSWERED)
    other_suite = INFO.model_copy(update={"suite": "other", "suite_sha256": "6" * 64, "code": "f" * 64})
    assert AnswerCache(tmp_path / "cache", other_suite).known(OURS, QUESTION) == ANSWERED
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "changes",
    [
        {"corpus": "0" * 64},
        {"settings": {"num_ctx": 8192}},
        {"prompts": {"rag/answering/prompts/fr.md": "other words"}},
        {"versions": {"torch": "3"}},
        {"answering_code": "0" * 64},
        {"model": "other"},
        {"model_digest": "ollama:" + "b" * 64},
        {"started": INFO.started + timedelta(days=1)},
    ],
)
def test_whatever_decides_an_answer_makes_another(tmp_path: Path, changes: dict[str, Any]) -> None:
    AnswerCache(tmp_path, INFO).keep(OURS, QUESTION, ANSWERED)
    assert AnswerCache(tmp_path, INFO.model_copy(update=changes)).known(OURS, QUESTION) is None


def test_each_system_and_question_has_an_answer_of_its_own(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, INFO)
    cache.keep(OURS, QUESTION, ANSWERED)
    assert cache.known(ALONE, QUESTION) is None
    assert cache.known(OURS, QUESTION + " ?") is None


def test_the_day_decides_what_sourcier_answers_and_nothing_else(tmp_path: Path) -> None:
    later = INFO.model_copy(update={"started": INFO.started + timedelta(days=1)})
    AnswerCache(tmp_path, INFO).keep(ALONE, QUESTION, ANSWERED)
    assert AnswerCache(tmp_path, later).known(ALONE, QUESTION) == ANSWERED


def test_an_answer_at_which_the_model_failed_is_not_kept(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, INFO)
    failed = REPLY.model_copy(update={"note": "model_unreachable"})
    cache.keep(OURS, QUESTION, ANSWERED.model_copy(update={"reply": failed}))
    assert cache.known(OURS, QUESTION) is None


def test_a_damaged_file_is_asked_again(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, INFO)
    cache.keep(OURS, QUESTION, ANSWERED)
    [file] = tmp_path.iterdir()
    file.write_text(json.dumps({"reply": {}}))
    assert cache.known(OURS, QUESTION) is None
    file.write_bytes(b"\xff{")
    assert cache.known(OURS, QUESTION) is None
    cache.keep(OURS, QUESTION, ANSWERED)
    assert cache.known(OURS, QUESTION) == ANSWERED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"model": None, "model_digest": None}, None),
        ({"documents": None}, "SOURCIER_HOME"),
        ({"model_digest": None}, "which weights"),
        # What weights a name should stand for, but not which the server has.
        ({"model_digest": "registry:" + "a" * 64}, "which weights"),
    ],
)
def test_what_is_not_surely_the_same_is_not_cached(changes: dict[str, Any], why: str | None) -> None:
    found = why_not_cached(INFO.model_copy(update=changes))
    assert found is None if why is None else found is not None and why in found
