"""`rag doctor`, `rag ask`, `rag search` and `rag keys`, run in this process with the fake embedder."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import rag.cli
import rag.doctor
import rag.opening
from rag.cli import app
from rag.doctor import Check, run_checks
from rag.domain.answer import Answer
from rag.errors import ModelFileError
from rag.settings import ServiceSettings, Settings, WebSettings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from tests.rag.service.house import PUBLIC, SECRET, ScriptedModel, claims
from tests.support.embedder import FakeEmbedder
from tests.support.stores import bring_in, claim_one, file_info

NAMES = [
    "home",
    "disk",
    "addresses",
    "database",
    "admin key",
    "embedder",
    "reranker",
    "entailment model",
    "index",
    "service",
    "documents",
    "language model",
    "model in the box",
    "licence and digest",
]


@pytest.fixture(autouse=True)
def surroundings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SOURCIER_HOME": str(settings.home),
        "PORT": str(settings.service.port),
        "SOURCIER_OLLAMA__ENABLED": "false",
    }.items():
        monkeypatch.setenv(name, value)
    for module in (rag.opening, rag.doctor):
        monkeypatch.setattr(module, "load_embedder", lambda _settings: FakeEmbedder())


@pytest.fixture
def filled(settings: Settings, store: Store) -> Iterator[Store]:
    """A healthy home: a key, two documents, an index."""
    store.keys.first_key(settings.admin_key_file)
    index = EdgeIndex(index_folder(settings), "fake-32", 32)
    bring_in(store, file_info("cantine.pdf", b"1"), [PUBLIC, "Le parking [bold]compte[/] douze places."], index)
    bring_in(store, file_info("plan.pdf", b"2", ["direction"], collection="direction"), [SECRET], index)
    index.close()
    yield store


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def _check(settings: Settings, name: str) -> Check:
    (check,) = [check for check in run_checks(settings) if check.name == name]
    return check


def test_a_healthy_home(filled: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.doctor, "find_model", lambda *_: SimpleNamespace(name="mistral:7b", local=True))
    monkeypatch.setattr(rag.doctor, "service_answers", lambda _settings: False)
    checks = run_checks(settings)
    assert [check.name for check in checks] == NAMES
    assert {check.name for check in checks if not check.ok} == {"service"}
    found = {check.name: check.found for check in checks}
    assert found["index"] == "3 passages" and found["documents"] == "2 active" and found["database"].startswith("0 ")
    assert "mistral:7b" in found["language model"] and "fake-32" in found["embedder"]
    assert found["admin key"] == "mode 600" and found["home"] == str(settings.home)
    ran = _run("doctor", "--json")
    assert ran.exit_code == 0
    printed = json.loads(ran.stdout)
    assert [check["name"] for check in printed["checks"]] == NAMES and printed["ok"] is False
    assert set(printed["checks"][0]) == {"name", "ok", "found", "remedy", "serious"}


def _no_disk(monkeypatch: pytest.MonkeyPatch, _: Store, __: Settings) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 10, 10))


def _open_key(_: pytest.MonkeyPatch, __: Store, settings: Settings) -> None:
    settings.admin_key_file.chmod(0o644)


def _no_home(monkeypatch: pytest.MonkeyPatch, _: Store, __: Settings) -> None:
    monkeypatch.setattr(rag.doctor.os, "access", lambda *_: False)


def _broken_database(_: pytest.MonkeyPatch, __: Store, settings: Settings) -> None:
    for path in settings.home.glob("sourcier.db*"):
        path.write_bytes(b"this is no database " * 500)


def _no_embedder(monkeypatch: pytest.MonkeyPatch, _: Store, __: Settings) -> None:
    def missing(_settings: Settings) -> None:
        raise ModelFileError("The embedding model x is not on this machine.")

    monkeypatch.setattr(rag.doctor, "load_embedder", missing)


def _lost_vectors(_: pytest.MonkeyPatch, __: Store, settings: Settings) -> None:
    shutil.rmtree(index_folder(settings))


def _locked_index(monkeypatch: pytest.MonkeyPatch, _: Store, settings: Settings) -> None:
    monkeypatch.setattr(rag.doctor, "_held", EdgeIndex(index_folder(settings), "fake-32", 32), raising=False)


def _other_embedder(monkeypatch: pytest.MonkeyPatch, _: Store, __: Settings) -> None:
    other = FakeEmbedder()
    other.name = "other"
    monkeypatch.setattr(rag.doctor, "load_embedder", lambda _settings: other)


SERIOUS: list[tuple[str, Callable[..., None], str]] = [
    ("home", _no_home, "SOURCIER_HOME"),
    ("disk", _no_disk, "Free"),
    ("database", _broken_database, ""),
    ("admin key", _open_key, "chmod 600"),
    ("embedder", _no_embedder, "rag doctor"),
    ("index", _lost_vectors, "ingest reindex"),
    ("index", _locked_index, ""),
    ("index", _other_embedder, "ingest reindex"),
]


@pytest.mark.parametrize(("name", "spoil", "remedy"), SERIOUS)
def test_what_is_broken_has_its_remedy_and_exit_code_3(
    filled: Store,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    spoil: Callable[..., None],
    remedy: str,
) -> None:
    assert _check(settings, name).ok
    if spoil is _broken_database:
        filled.close()
    spoil(monkeypatch, filled, settings)
    check = _check(settings, name)
    assert (check.ok, check.serious) == (False, True)
    assert check.found.strip() and check.remedy.strip() and remedy in check.remedy
    ran = _run("doctor")
    assert ran.exit_code == 3
    assert f"fail {name}: " in ran.stdout and "→" in ran.stdout
    if held := getattr(rag.doctor, "_held", None):
        held.close()


def _wide(settings: Settings) -> Settings:
    return settings.model_copy(update={"service": ServiceSettings(host="0.0.0.0"), "web": WebSettings()})


def test_what_is_worth_a_note_has_its_remedy_and_exit_code_0(filled: Store, settings: Settings) -> None:
    claim = filled.ledger.submit(file_info("damaged.pdf", b"3"))
    filled.ledger.set_aside(claim_one(filled), ModelFileError("Damaged."))
    settings.admin_key_file.unlink()
    for name, checked, words in (
        ("addresses", _check(_wide(settings), "addresses"), "TLS"),
        ("admin key", _check(settings, "admin key"), "rag serve"),
        ("service", _check(settings, "service"), "rag serve"),
        ("documents", _check(settings, "documents"), "ingest retry"),
        ("language model", _check(settings, "language model"), "ollama"),
    ):
        assert (checked.name, checked.ok, checked.serious) == (name, False, False)
        assert words in checked.remedy
    assert "1 set_aside" in _check(settings, "documents").found and claim.document_id
    ran = _run("doctor")
    assert ran.exit_code == 0 and "note documents: " in ran.stdout


def test_an_index_too_large_for_this_home_is_noted(
    filled: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.doctor, "_SERVER_ADVISED", 2)
    check = _check(settings, "index")
    assert (check.ok, check.serious) == (False, False) and "Qdrant" in check.remedy


def test_asking_in_json_gives_the_answer(filled: Store) -> None:
    ran = _run("ask", PUBLIC, "--json")
    assert ran.exit_code == 0, ran.output
    given = Answer.model_validate_json(ran.stdout)
    assert (given.kind, given.claims[0].text, given.citations[0].filename) == ("extractive", PUBLIC, "cantine.pdf")


def test_asking_with_a_model(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    script = claims(("La cantine ferme le vendredi à quinze heures.", PUBLIC, 1))
    wanted: list[str | None] = []

    def find(_settings: Any, name: str | None = None, _box: Any = None) -> ScriptedModel:
        wanted.append(name)
        return ScriptedModel(script)

    monkeypatch.setattr(rag.cli, "find_model", find)
    given = json.loads(_run("ask", PUBLIC, "--model", "scripted", "--json").stdout)
    assert (given["kind"], given["model"], wanted) == ("generated", "scripted", ["scripted"])
    assert json.loads(_run("ask", PUBLIC, "--model", "none", "--json").stdout)["kind"] == "extractive"
    assert wanted == ["scripted"]


def test_asking_shows_claims_sources_and_the_way(filled: Store) -> None:
    ran = _run("ask", PUBLIC)
    assert ran.exit_code == 0
    assert f"{PUBLIC} [1]" in ran.stdout and "[1] cantine.pdf, p. 1" in ran.stdout and f"« {PUBLIC} »" in ran.stdout
    assert "extractive" in ran.stderr
    nothing = _run("ask", "Wer hat den Zug verpasst?")
    assert nothing.exit_code == 0 and "I do not find" in nothing.stdout


def test_asking_within_a_collection(filled: Store) -> None:
    given = json.loads(_run("ask", SECRET, "--collection", "default", "--json").stdout)
    assert "Vierzon" not in given["text"]
    assert "Vierzon" in json.loads(_run("ask", SECRET, "-c", "direction", "--json").stdout)["text"]


def test_searching(filled: Store) -> None:
    found = json.loads(_run("search", PUBLIC, "-n", "2", "--json").stdout)["passages"]
    assert len(found) == 2 and found[0]["text"] == PUBLIC
    assert {"passage_id", "document_id", "title", "page", "headings", "boxes", "score"} <= set(found[0])
    shown = _run("search", "parking places")
    assert "Le parking [bold]compte[/] douze places." in shown.stdout
    assert json.loads(_run("search", SECRET, "-c", "default", "--json").stdout)["passages"][0]["filename"] != "plan.pdf"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--party", "Vierzon SA"], True),
        (["--party", "Nuagence"], False),
        (["--kind", "text", "--kind", "mail"], True),
        (["--kind", "mail"], False),
        (["--from", "2020-01-01"], False),
    ],
)
def test_narrowed(filled: Store, options: list[str], found: bool) -> None:
    assert ("Vierzon" in _run("search", SECRET, *options, "--json").stdout) == found
    assert ("Vierzon" in json.loads(_run("ask", SECRET, *options, "--json").stdout)["text"]) == found


def _main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["rag", *arguments])
    monkeypatch.setattr("rag.console.configure_logging", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        rag.cli.main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", ""], 2, "0 characters"),
        (["ask", "x" * 2001], 2, "2001 characters"),
        (["ask", PUBLIC, "--model", "gpt-99"], 2, "gpt-99"),
        (["keys", "rm", "nobody"], 2, "nobody"),
        (["search", PUBLIC, "-n", "0"], 2, ""),
        (["search", PUBLIC, "--kind", "novel"], 2, ""),
        (["search", PUBLIC, "--party", "&"], 2, "no word"),
        (["eat"], 2, ""),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    filled: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    assert _main(monkeypatch, *arguments) == code
    printed = capsys.readouterr()
    assert said in printed.err and "Traceback" not in printed.err and printed.out == ""


def test_an_index_in_other_hands_is_exit_code_3(
    filled: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held = EdgeIndex(index_folder(settings), "fake-32", 32)
    try:
        assert _main(monkeypatch, "search", PUBLIC) == 3
    finally:
        held.close()
    assert "error:" in capsys.readouterr().err


def test_a_wrong_setting_is_exit_code_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SOURCIER_SERVCE__PORT", "1")
    assert _main(monkeypatch, "doctor") == 2
    assert "SOURCIER_SERVCE__PORT" in capsys.readouterr().err


def test_a_key_is_shown_once_and_works(filled: Store, settings: Settings) -> None:
    made = json.loads(_run("keys", "add", "marie", "-g", "achats", "-g", "rh", "--json").stdout)
    assert (made["name"], made["groups"], made["admin"]) == ("marie", ["achats", "rh"], False)
    assert filled.keys.reader(made["key"]).groups == {"achats", "rh"}
    shown = _run("keys", "add", "chef", "--admin").stdout
    key = shown.splitlines()[1].strip()
    assert "shown only now" in shown and filled.keys.reader(key).admin
    listed = _run("keys", "list", "--json")
    assert {entry["name"]: entry["groups"] for entry in json.loads(listed.stdout)["keys"]} == {
        "admin": [],
        "chef": [],
        "marie": ["achats", "rh"],
    }
    plain = _run("keys", "list").stdout
    assert "achats, rh" in plain
    kept = b"".join(path.read_bytes() for path in settings.home.glob("sourcier.db*"))
    for secret in (key, made["key"]):
        assert secret not in plain + listed.stdout and secret.encode() not in kept
    assert _run("keys", "rm", "marie").exit_code == 0
    assert "marie" not in _run("keys", "list").stdout


def test_the_first_key_is_readable_by_its_owner_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.cli, "serve_until_stopped", lambda _settings: None)
    monkeypatch.setattr(rag.cli, "configure_logging", lambda *_: None)
    first = _run("serve")
    assert first.exit_code == 0
    assert stat.S_IMODE(settings.admin_key_file.stat().st_mode) == 0o600
    key = settings.admin_key_file.read_text().strip()
    assert len(key) >= 40 and key in first.stderr and key not in first.stdout
    second = _run("serve")
    assert key not in second.output and settings.admin_key_file.read_text().strip() == key


@pytest.mark.parametrize(
    "text", ["[red]x[/red]", "\\[red]x", "a\\", "\\[0]", "[1]", "[/]", "\x1b[31mx\x07", "\u202egnp"]
)
def test_untrusted_text_reaches_the_terminal_as_letters(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    from io import StringIO

    from rich.console import Console

    from rag.cli import _plain

    console = Console(file=StringIO(), highlight=False, width=200)
    console.print(f"[red]{_plain(text)}[/] [bold]fin[/]")
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    expected = "".join(char if char.isprintable() else "�" for char in text)
    assert printed.replace(" ", "") == f"{expected}fin\n"
