"""`rag models` and its subcommands, run in this process."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

import rag.cli
from rag import model_commands
from rag.models import checking
from rag.models.box import folder as folders
from rag.models.box import running
from tests.rag.models.box.tiny import BYTES, FILENAME, tiny_contents


@pytest.fixture
def rag_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """`rag models …` in a home of its own without servers, whose box is the tiny one."""
    contents = tiny_contents(tmp_path / "usb")
    (tmp_path / "usb" / FILENAME).write_bytes(BYTES)
    os.environ |= {"SOURCIER_HOME": str(tmp_path / "home"), "SOURCIER_OLLAMA__ENABLED": "false", "CI": "true"}
    for module in (model_commands, checking):
        monkeypatch.setattr(module, "BoxFolder", lambda home: folders.BoxFolder(home, contents))
    monkeypatch.setattr(model_commands, "BoxServer", lambda settings: running.BoxServer(settings, contents))

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rag", "models", *arguments])
        capsys.readouterr()
        code = 0
        try:
            rag.cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return call


def test_from_nothing_to_an_installed_and_verified_model(rag_models: Any, tmp_path: Path) -> None:
    code, out, _ = rag_models("--json")
    assert code == 0 and json.loads(out) == {
        **{"embedder": "intfloat/multilingual-e5-small", "models": [], "remote": [], "active": None, "facts": {}},
    }
    assert "answers are extractive" in rag_models()[1]
    code, out, err = rag_models("install", "small", "--from", str(tmp_path / "usb"), "--json")
    assert code == 0 and json.loads(out)["source"] == str(tmp_path / "usb" / FILENAME)
    assert "100 %" in err
    assert "installed already" in rag_models("install", "small")[1]
    listed = json.loads(rag_models("list", "--json")[1])
    assert (listed["active"], listed["facts"]) == ("tiny:1b", {"tiny:1b": None})
    assert "tiny:1b  (local, answers)" in rag_models("list")[1]
    code, out, _ = rag_models("check", "--json")
    [model] = json.loads(out)["models"]
    assert (code, model["server"]) == (1, "box"), "nobody knows the licence of this one"
    assert "not in the registry" in rag_models("check")[1]


def test_a_changed_file_is_found_and_said(rag_models: Any, tmp_path: Path) -> None:
    rag_models("install", "small", "--from", str(tmp_path / "usb"))
    file = tmp_path / "home" / "models" / "box" / FILENAME
    times = file.stat()
    file.write_bytes(BYTES[:-1] + b"\0")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    code, out, _ = rag_models("check")
    assert code == 1 and "set aside" in out
    assert "No language model is installed" in rag_models("check")[1]


def test_an_installation_that_fails_ends_in_one_line(rag_models: Any, tmp_path: Path) -> None:
    (tmp_path / "usb" / FILENAME).write_bytes(BYTES[:-1] + b"\0")
    code, out, err = rag_models("install", "small", "--from", str(tmp_path / "usb"))
    assert (code, out) == (3, "") and "error:" in err and "not the published file" in err
    assert rag_models("install", "large")[0] == 2
    code, out, _ = rag_models("check", "--json")
    assert (code, json.loads(out)) == (0, {"models": [], "ok": True})
