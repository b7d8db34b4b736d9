"""The box as it runs: a real child, scripted to answer as llama.cpp's server does and to fail."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ModelUnreachableError
from rag.models.box.folder import BoxFolder
from rag.models.box.installing import install
from rag.models.box.running import BoxServer
from rag.models.choosing import find_model, list_models
from rag.models.language_model import Completion, Message
from rag.settings import BoxSettings, OllamaSettings, OpenAISettings, Settings
from tests.rag.models.box.tiny import BYTES, FILENAME, tiny_contents
from tests.support.model_servers import OpenAIServer, scripted
from tests.support.processes import eventually, start

NO_OLLAMA = OllamaSettings(enabled=False)


@pytest.fixture
def folder(tmp_path: Path) -> BoxFolder:
    """An installed tiny box in a home of its own."""
    models = tmp_path / "home" / "models"
    contents = tiny_contents(models)
    (models / FILENAME).write_bytes(BYTES)
    box = BoxFolder(tmp_path / "home", contents)
    install(box, None, lambda _: None)
    return box


@pytest.fixture
def settings(folder: BoxFolder) -> Settings:
    return Settings(home=folder.models.parent, ollama=NO_OLLAMA)


@pytest.fixture
def box(settings: Settings, folder: BoxFolder) -> Iterator[BoxServer]:
    server = BoxServer(settings, folder.contents)
    yield server
    server.close()
    assert [pid for pid in _pids(folder) if _alive(pid)] == [], "nothing is left running"


def _started(folder: BoxFolder) -> list[list[Any]]:
    file = folder.root / "started"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _pids(folder: BoxFolder) -> list[int]:
    return [pid for pid, *_ in _started(folder)]


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def _ask(box: BoxServer) -> str:
    model = box.model()
    assert model is not None
    return "".join(model.stream([Message("user", "Combien ?")], {"type": "object"}, Completion()))


def test_the_first_question_starts_it_and_the_next_ones_use_it(box: BoxServer, folder: BoxFolder) -> None:
    model = box.model()
    assert model is not None and model.name == "tiny:1b" and model.local
    assert _started(folder) == [], "to be named, a model need not run"
    assert [_ask(box), _ask(box)] == ["Six mois.", "Six mois."]
    assert len(_started(folder)) == 1


def test_the_child_listens_here_only_and_its_key_is_on_no_command_line(box: BoxServer, folder: BoxFolder) -> None:
    os.environ["SOURCIER_API_KEY"] = os.environ["LLAMA_ARG_HOST"] = "x"
    _ask(box)
    [[pid, arguments, variables, port]] = _started(folder)
    key = box.connection().api_key.get_secret_value()
    assert len(key) > 30 and key not in Path(f"/proc/{pid}/cmdline").read_text()
    assert arguments[arguments.index("--host") + 1] == "127.0.0.1" and box.connection().url.endswith(f":{port}/v1")
    assert "LLAMA_API_KEY" in variables and not {"SOURCIER_API_KEY", "LLAMA_ARG_HOST"} & set(variables)


def test_it_is_started_again_when_it_dies(box: BoxServer, folder: BoxFolder) -> None:
    _ask(box)
    os.kill(_pids(folder)[0], signal.SIGKILL)
    assert eventually(lambda: len(_started(folder)) == 2)
    assert _ask(box) == "Six mois."


def test_dying_in_the_middle_of_an_answer_is_an_error_and_the_next_question_is_answered(
    box: BoxServer, folder: BoxFolder
) -> None:
    (folder.root / "behaviour").write_text("dies")
    with pytest.raises(ModelUnreachableError):
        _ask(box)
    assert eventually(lambda: len(_started(folder)) == 2)
    assert _ask(box) == "Six mois."


def test_one_that_never_starts_is_given_up(box: BoxServer, folder: BoxFolder) -> None:
    (folder.root / "behaviour").write_text("does not start")
    with pytest.raises(ModelUnreachableError, match="does not start") as failed:
        _ask(box)
    assert "llama-server.log" in failed.value.remedy
    assert len(_started(folder)) == 3
    assert box.model() is None, "questions are answered extractively for a while"


def test_a_model_with_a_wrong_digest_is_never_run(box: BoxServer, folder: BoxFolder) -> None:
    folder.model.write_bytes(BYTES[:-1] + b"\0")
    os.utime(folder.model, ns=(0, 0))
    with pytest.raises(ModelUnreachableError):
        _ask(box)
    assert _started(folder) == [] and box.model() is None and not folder.present()


def test_a_model_installed_while_the_service_runs_is_picked_up(box: BoxServer, folder: BoxFolder) -> None:
    away = folder.model.with_suffix(".away")
    folder.model.rename(away)
    assert box.model() is None
    folder.partial.write_bytes(BYTES[:1250])
    assert box.share_fetched() == pytest.approx(0.5)
    away.rename(folder.model)
    assert box.share_fetched() is None and _ask(box) == "Six mois."


def test_it_ends_with_its_parent_even_when_that_is_killed(folder: BoxFolder, tmp_path: Path) -> None:
    script = """
import sys, time
from pathlib import Path
from rag.models.box.running import BoxServer
from rag.settings import Settings
from tests.rag.models.box.tiny import tiny_contents
home = Path(sys.argv[1])
BoxServer(Settings(home=home), tiny_contents(home / "copy")).connection()
print("ready", flush=True)
time.sleep(60)
"""
    parent = start(script, str(folder.models.parent))
    try:
        assert parent.stdout is not None and parent.stdout.readline() == "ready\n"
        [pid] = _pids(folder)
        assert _alive(pid)
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        if parent.stdout:
            parent.stdout.close()
    assert eventually(lambda: not _alive(pid))


def test_the_box_comes_last(box: BoxServer, settings: Settings) -> None:
    with scripted(OpenAIServer) as served:
        served.names = ["mistral", "qwen"]
        both = settings.model_copy(update={"openai": served.limits()})
        found = find_model(both, box=box)
        assert found is not None and found.name == "mistral"
        assert [model.name for model in list_models(both, box)] == ["mistral", "qwen", "tiny:1b"]
        wanted = find_model(both, "tiny:1b", box)
        assert wanted is not None and wanted.name == "tiny:1b"
        named = settings.model_copy(update={"openai": served.limits(model="not there")})
        found = find_model(named, box=box)
        assert found is not None and found.name == "tiny:1b"
    alone = find_model(settings, box=box)
    assert alone is not None and alone.name == "tiny:1b"
    assert find_model(settings) is None, "only for those who can run it"


def test_switched_off_it_is_not_there(settings: Settings, folder: BoxFolder) -> None:
    off = settings.model_copy(update={"box": BoxSettings(enabled=False)})
    assert BoxServer(off, folder.contents).model() is None


def test_its_window_is_that_of_the_settings(settings: Settings, folder: BoxFolder) -> None:
    wide = settings.model_copy(update={"openai": OpenAISettings(num_ctx=8192, max_tokens=500)})
    server = BoxServer(wide, folder.contents)
    try:
        model = server.model()
        assert model is not None and model.prompt_budget == 7692
        server.connection()
        [[_, arguments, *_]] = _started(folder)
        assert arguments[arguments.index("--ctx-size") + 1] == "8192"
    finally:
        server.close()
