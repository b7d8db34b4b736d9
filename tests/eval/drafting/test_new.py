"""`rag-eval new`, with a scripted model and a scripted person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.drafting import commands
from eval.drafting.drafts import Journal
from eval.suites.suite import load_suite
from rag.errors import ModelUnreachableError, RequestError
from rag.settings import Settings
from rag.store.opening import Store
from tests.eval.drafting.scripted import NOTICE, QUESTION, RENT, SECRET, Scripted, about_each, good
from tests.support.stores import bring_in, file_info

ACCEPT, REFUSE, QUIT = "a\n", "r\n", "q\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCIER_HOME", str(tmp_path / "home"))
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, text in (("bail.txt", RENT), ("entretien.txt", NOTICE), ("nda.txt", SECRET)):
        (documents / name).write_text(text + "\n", encoding="utf-8")
    return documents


def use(monkeypatch: pytest.MonkeyPatch, model: Any) -> Any:
    monkeypatch.setattr(commands, "wanted_model", lambda settings, wanted: model)
    return model


def new(person: str, *arguments: str | Path) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["new", *map(str, arguments), "--json"], input=person, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    # the runner echoes what is typed on stdout
    value: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return value


def test_accept_refuse_stop_and_go_on(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = use(monkeypatch, Scripted(about_each))
    suite = tmp_path / "mine.jsonl"
    arguments = ("--documents", folder, "--out", suite)
    said = new(ACCEPT + REFUSE + QUIT, *arguments)
    assert (said["questions"], said["accepted"], said["refused"], said["undecided"]) == (1, 1, 1, 1)
    assert len(load_suite(str(suite)).questions) == 1
    assert suite.stat().st_mode & 0o777 == 0o600
    asked = len(model.told)
    said = new(ACCEPT, *arguments)
    assert (said["questions"], said["accepted"], said["undecided"]) == (2, 1, 0)
    # the draft that was left is shown again, and no passage is drafted from twice
    assert len(model.told) == asked == 3
    assert len({question.id for question in load_suite(str(suite)).questions}) == 2
    checked = CliRunner().invoke(app, ["check", str(suite), "--documents", str(folder), "--json"])
    assert json.loads(checked.stdout)["problems"] == []


def test_the_end_of_the_input_loses_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Scripted(about_each))
    suite = tmp_path / "mine.jsonl"
    assert new(ACCEPT, "--documents", folder, "--out", suite)["questions"] == 1
    assert len(load_suite(str(suite)).questions) == 1


def test_a_model_that_goes_away_leaves_what_was_decided(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def once(text: str, answerable: bool) -> Any:
        told.append(text)
        if len(told) > 1:
            raise ModelUnreachableError("It went away.")
        return about_each(text, answerable)

    use(monkeypatch, Scripted(once))
    suite = tmp_path / "mine.jsonl"
    result = CliRunner().invoke(app, ["new", "--documents", str(folder), "--out", str(suite)], input=ACCEPT)
    assert isinstance(result.exception, ModelUnreachableError)
    assert len(load_suite(str(suite)).questions) == 1


def test_it_ends_at_the_count_and_tells_what_code_dropped(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = good(quote="Le loyer est de 99,00 €")
    use(monkeypatch, Scripted(lambda told, _: {"questions": [bad, *about_each(told, True)["questions"]]}))
    said = new(ACCEPT * 9, "--documents", folder, "--out", tmp_path / "mine.jsonl", "--count", "2")
    assert said["questions"] == 2
    assert sum(said["dropped"].values()) >= 2


def test_an_edit_is_held_to_the_same_checks(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Scripted(lambda told, _: {"questions": [good()]} if RENT in told else {"questions": []}))
    suite = tmp_path / "mine.jsonl"
    wrong_quote = "e\n\n\n\n\n\n\nLe loyer est de 13 000,00 €\n"
    # "a" is not offered while a fault is left
    mended = "a\ne\nCombien coûte le local Courbesson par an ?\n\n\n\n\n\n-\n"
    result = CliRunner().invoke(
        app, ["new", "--documents", str(folder), "--out", str(suite)], input=wrong_quote + mended + ACCEPT
    )
    assert result.exit_code == 0
    assert "do not stand in bail.txt" in result.stderr.replace("\n", " ")
    (question,) = load_suite(str(suite)).questions
    assert (question.question, question.gold[0].quote) == ("Combien coûte le local Courbesson par an ?", "")


def test_without_a_model_a_person_writes(folder: Path, tmp_path: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    texts = {"bail.txt": RENT, "entretien.txt": NOTICE, "nda.txt": SECRET}
    # refuse what is shown by an empty question, until it is the lease
    written = f"{QUESTION}\ny\n12 000,00 €\n12 000,00 €\nbail.txt\n1\n{RENT}\n" + ACCEPT
    for skipped in range(len(texts)):
        said = new("\n" * skipped + written, "--documents", folder, "--out", suite, "--model", "none", "--count", "1")
        if said["questions"]:
            break
        for path in (suite, suite.with_name("mine.jsonl.journal")):
            path.unlink(missing_ok=True)
    (question,) = load_suite(str(suite)).questions
    assert (question.question, question.accept, question.gold[0].quote) == (QUESTION, ["12 000,00 €"], RENT)
    assert question.extra == {"origin": "person"}


def test_every_fourth_passage_is_asked_what_it_does_not_answer(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "assurance.txt").write_text(
        "L'assurance du local est souscrite par le preneur auprès d'une compagnie connue.\n"
    )
    model = use(monkeypatch, Scripted(about_each))
    said = new(ACCEPT * 4, "--documents", folder, "--out", tmp_path / "mine.jsonl")
    assert len(model.told) == 4
    assert said["questions"] in (3, 4)
    kinds = [question.answerable for question in load_suite(str(tmp_path / "mine.jsonl")).questions]
    assert kinds.count(False) == 1


def test_of_a_home_and_what_a_model_elsewhere_may_be_told(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_HOME", str(settings.home))
    monkeypatch.setenv("SOURCIER_CONFIDENTIAL", '["direction"]')
    bring_in(store, file_info("bail.txt", b"1"), [RENT])
    bring_in(store, file_info("secret.txt", b"2", collection="direction"), [NOTICE])
    model = use(monkeypatch, Scripted(about_each, local=False))
    said = new(ACCEPT * 3, "--out", tmp_path / "mine.jsonl")
    assert said["questions"] == 1
    assert len(model.told) == 1 and NOTICE not in model.told[0]
    inside = use(monkeypatch, Scripted(about_each))
    new(ACCEPT * 3, "--out", tmp_path / "other.jsonl")
    assert any(NOTICE in told for told in inside.told)


def test_nothing_to_draft_from_and_no_suite_to_write(folder: Path, tmp_path: Path) -> None:
    def refused(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["new", *arguments])
        assert isinstance(result.exception, RequestError)
        return str(result.exception)

    (tmp_path / "empty").mkdir()
    out = str(tmp_path / "mine.jsonl")
    assert "no passages" in refused("--documents", str(tmp_path / "empty"), "--out", out, "--model", "none")
    assert "no passages" in refused("--out", out, "--model", "none")
    assert "--out" in refused("--documents", str(folder))
    assert "no folder" in refused("--documents", str(folder), "--out", str(tmp_path / "a" / "b.jsonl"))


def test_a_journal_survives_a_crash_in_the_middle_of_a_line(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Scripted(about_each))
    suite = tmp_path / "mine.jsonl"
    new(ACCEPT + QUIT, "--documents", folder, "--out", suite)
    journal = Journal.open(suite).file
    # killed after the question was written, before the decision was; and in the middle of another line
    lines = journal.read_text("utf-8").splitlines(keepends=True)
    journal.write_text("".join(line for line in lines if '"decided"' not in line) + '{"decided": "x", "h', "utf-8")
    with suite.open("a") as stream:
        stream.write('{"id": "half')
    opened = Journal.open(suite)
    assert len(opened.questions) == 1 and len(opened.pending) == 1
    assert new(ACCEPT * 3, "--documents", folder, "--out", suite)["questions"] == 3
    journal.write_text("nonsense\n")
    with pytest.raises(RequestError, match="line 1: not a line of a journal"):
        Journal.open(suite)


def test_a_suite_of_somebody_else_is_not_mended(tmp_path: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    suite.write_text('{"id": "half')
    with pytest.raises(RequestError, match="line 1: not JSON"):
        Journal.open(suite)
    assert suite.read_text() == '{"id": "half'
