"""What is known of models, and whether the models in use are what they are taken for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from rag.doctor import run_checks
from rag.models.box.contents import SMALL
from rag.models.checking import accept_digests, check_models
from rag.models.registry import KNOWN, facts_of, is_small
from rag.settings import OllamaSettings, Settings
from tests.support.model_servers import OpenAIServer, scripted

NO_OLLAMA = OllamaSettings(enabled=False)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: f"{known.family}:{known.sizes[0][0]}")
def test_every_entry_is_complete_and_found_by_each_of_its_names(known: Any) -> None:
    assert known.licence and known.forbids and known.languages and known.window >= 8192
    assert [digest for _, digest in known.sha256 if len(digest) != 64] == []
    for size, billions in known.sizes:
        facts = facts_of(f"{known.family}:{size}")
        assert facts is not None and (facts.licence, facts.window) == (known.licence, known.window)
        assert billions / 2 < facts.memory_gb < billions + 2


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("mistral", "Apache-2.0"),
        ("mistral:7b-instruct-v0.3-q4_0", "Apache-2.0"),
        ("mistralai/Mistral-7B-Instruct-v0.3", "Apache-2.0"),
        ("mistral-small:22b", "Mistral Research License"),
        ("mistralai/Ministral-8B-Instruct-2410", "Mistral Research License"),
        ("qwen2.5:3b", "Qwen Research License"),
        ("Qwen/Qwen2.5-7B-Instruct", "Apache-2.0"),
        ("meta-llama/Llama-3.1-8B-Instruct", "Llama 3.1 Community License"),
        ("google/gemma-3-4b-it", "Gemma Terms of Use"),
        ("phi4", "MIT"),
    ],
)
def test_a_name_leads_to_the_licence_of_its_very_size(name: str, licence: str) -> None:
    facts = facts_of(name)
    assert facts is not None and facts.licence == licence


@pytest.mark.parametrize(
    "name", ["qwen2.5:72b", "mistral-foo", "someone/mistral:7b", "nomic-embed-text", "", "mistral:x"]
)
def test_what_is_not_known_for_sure_is_not_known(name: str) -> None:
    assert facts_of(name) is None


@pytest.mark.parametrize(
    ("name", "small"),
    [
        ("qwen2.5-coder:1.5b", True),
        ("Qwen/Qwen2.5-0.5B-Instruct", True),
        ("qwen3:4b", True),
        (SMALL.model.name, True),
        ("qwen2.5:7b", False),
        ("mistral", False),
        ("somebodys-own:1b", False),
    ],
)
def test_small_are_those_known_to_be(name: str, small: bool) -> None:
    assert is_small(name) is small


def test_the_one_digest_that_was_checked_is_that_of_the_box() -> None:
    digests = {facts.sha256 for name in ("qwen2.5-coder:1.5b", "mistral", "phi4") if (facts := facts_of(name))}
    assert digests == {SMALL.model.sha256, None}


class Ollama:
    """The two routes of Ollama that tell of models."""

    def __init__(self) -> None:
        self.models = {"mistral:latest": "a" * 64, "secret-sauce:1b": "b" * 64}
        self.licences = {"secret-sauce:1b": "\n  Sauce Licence 1.0\nDo not share.\n"}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                self._say({"models": [{"model": name, "digest": digest} for name, digest in outer.models.items()]})

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._say({"license": outer.licences.get(asked["model"]), "model_info": {}})

            def _say(self, body: dict[str, Any]) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()


@pytest.fixture
def ollama() -> Iterator[Ollama]:
    served = Ollama()
    yield served
    served.server.shutdown()
    served.server.server_close()
    served.thread.join()


@pytest.fixture
def home(tmp_path: Path, ollama: Ollama) -> Settings:
    url = f"http://127.0.0.1:{ollama.server.server_address[1]}"
    return Settings(home=tmp_path, ollama=OllamaSettings(url=url))


def test_licences_come_from_the_registry_else_from_the_server(home: Settings) -> None:
    known, unknown = check_models(home)
    assert (known.name, known.licence, known.digest) == ("mistral:latest", "Apache-2.0", "a" * 64)
    assert (unknown.licence, unknown.forbids) == ("Sauce Licence 1.0", None)
    assert [warning for warning in unknown.warnings if "not in the registry" in warning] != []


def test_a_digest_is_a_warning_until_it_is_accepted_and_when_it_changes(home: Settings, ollama: Ollama) -> None:
    assert "never accepted" in " ".join(check_models(home, "mistral:latest")[0].warnings)
    assert accept_digests(home) == list(ollama.models)
    assert check_models(home, "mistral:latest")[0].warnings == []
    ollama.models["mistral:latest"] = "c" * 64
    assert "replaced" in " ".join(check_models(home, "mistral:latest")[0].warnings)


def _found(settings: Settings, name: str) -> Any:
    return next(check for check in run_checks(settings) if check.name == name)


def test_the_doctor_warns_of_an_unknown_licence_or_digest(home: Settings, ollama: Ollama, fast_doctor: None) -> None:
    warned = _found(home, "licence and digest")
    assert not warned.ok and not warned.serious and "Apache-2.0" in warned.found and "--accept" in warned.remedy
    accept_digests(home)
    assert _found(home, "licence and digest").ok
    del ollama.models["mistral:latest"]
    warned = _found(home, "licence and digest")
    assert not warned.ok and "read it" in warned.remedy


def test_the_doctor_tells_of_memory_threads_and_the_model_in_the_box(tmp_path: Path, fast_doctor: None) -> None:
    missing = _found(Settings(home=tmp_path, ollama=NO_OLLAMA), "model in the box")
    assert not missing.ok and not missing.serious and "rag models install small" in missing.remedy
    assert "GB of memory" in missing.found and "threads: " in missing.found
    root = tmp_path / "models" / "box"
    (root / "llama-server-0.10434.0" / SMALL.server.binary).parent.mkdir(parents=True)
    (root / "llama-server-0.10434.0" / SMALL.server.binary).write_text("x")
    (root / SMALL.model.filename).write_bytes(b"not it")
    assert "set aside" in _found(Settings(home=tmp_path, ollama=NO_OLLAMA), "model in the box").found


def test_a_server_that_tells_no_digest_is_judged_by_its_licence(tmp_path: Path) -> None:
    with scripted(OpenAIServer) as served:
        served.names = ["mistral", "somebody"]
        known, unknown = check_models(served.settings().model_copy(update={"home": tmp_path}))
        assert (known.name, known.digest, known.warnings) == ("mistral", None, [])
        assert unknown.name == "somebody" and unknown.warnings


@pytest.fixture
def fast_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks of models only."""
    import rag.doctor

    for name in ("_database", "_embedder", "_index", "_documents", "_service", "_key"):
        check = rag.doctor.Check(name, True, "", "")
        monkeypatch.setattr(rag.doctor, name, lambda _settings, check=check: check)
