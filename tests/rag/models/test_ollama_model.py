"""Ollama's protocol, spoken by a small real server in this process."""

from __future__ import annotations

import gc
import threading
import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from rag.errors import ModelAnswerError, ModelUnreachableError
from rag.models.choosing import find_model
from rag.models.language_model import Completion, Message
from rag.models.ollama_model import OllamaModel, list_ollama_models
from rag.settings import OllamaSettings, Settings
from tests.support.model_servers import OllamaServer, scripted
from tests.support.processes import free_port

MESSAGES = [Message("system", "Sois bref."), Message("user", "Combien ?")]
SCHEMA = {"type": "object", "properties": {"claims": {"type": "array"}}}
part = OllamaServer.part
END = OllamaServer.end()


@pytest.fixture
def ollama() -> Iterator[OllamaServer]:
    with scripted(OllamaServer) as server:
        yield server


def _written(settings: OllamaSettings, completion: Completion | None = None) -> list[str]:
    return list(OllamaModel(settings, "mistral:latest").stream(MESSAGES, SCHEMA, completion or Completion()))


def test_pieces_come_as_they_are_written(ollama: OllamaServer) -> None:
    arrived: list[str] = []
    go_on = threading.Event()
    ollama.chat = [part("Six "), lambda: go_on.wait(5) and None, part("mois."), *END]
    completion = Completion()
    for piece in OllamaModel(ollama.limits(), "m").stream(MESSAGES, SCHEMA, completion):
        arrived.append(piece)
        if len(arrived) == 1:
            assert not go_on.is_set() and completion.first_token_ms is not None
            go_on.set()
    assert arrived == ["Six ", "mois."]
    assert (completion.prompt_tokens, completion.completion_tokens) == (120, 3)


def test_window_schema_and_options_are_in_every_call(ollama: OllamaServer) -> None:
    settings = ollama.limits(num_ctx=2048, max_tokens=77, keep_alive="7m")
    model = OllamaModel(settings, "mistral:latest")
    assert (model.name, model.prompt_budget) == ("mistral:latest", 2048 - 77)
    list(model.stream(MESSAGES, SCHEMA, Completion()))
    (sent,) = ollama.received
    assert sent["options"] == {"num_ctx": 2048, "num_predict": 77, "temperature": 0, "seed": 0}
    assert (sent["model"], sent["format"], sent["keep_alive"], sent["stream"]) == ("mistral:latest", SCHEMA, "7m", True)
    assert sent["messages"] == [
        {"role": "system", "content": "Sois bref."},
        {"role": "user", "content": "Combien ?"},
    ]
    assert ollama.paths == ["/api/chat"]


def test_no_connection_is_left_behind(ollama: OllamaServer) -> None:
    """Read to its end, given up half-way, or not begun: a socket left open would be a ResourceWarning."""
    assert list_ollama_models(ollama.limits()) == ["mistral:latest"]
    model = OllamaModel(ollama.limits(), "mistral:latest")
    pieces = model.stream(MESSAGES, SCHEMA, Completion())
    assert next(pieces) == "Six "
    pieces.close()  # type: ignore[attr-defined]
    model.stream(MESSAGES, SCHEMA, Completion())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gc.collect()


def test_nobody_there() -> None:
    with pytest.raises(ModelUnreachableError):
        _written(OllamaSettings(url=f"http://127.0.0.1:{free_port()}"))


def test_a_slow_first_token(ollama: OllamaServer) -> None:
    ollama.chat = [ollama.until_left, *END]
    with pytest.raises(ModelUnreachableError):
        _written(ollama.limits(first_token_timeout_s=0.2))
    assert ollama.left.wait(10)


def test_an_answer_that_never_ends(ollama: OllamaServer) -> None:
    ollama.chat = [step for _ in range(60) for step in (part("x"), lambda: time.sleep(0.05))]
    with pytest.raises(ModelUnreachableError, match="too long"):
        _written(ollama.limits(total_timeout_s=0.3))


def _die() -> None:
    raise OSError("the server dies")


@pytest.mark.parametrize(
    "chat",
    [
        [part("Six "), _die],
        [part("Six ")],
        [],
        [part("Six "), b'{"model": "m", "mess'],
        [part("Six "), b"<html>Bad gateway</html>\n"],
        [part("Six "), b"[1]\n"],
        [part("Six "), b'{"message": 3}\n'],
        [part("Six "), b'{"error": "CUDA error: out of memory"}\n'],
    ],
    ids=["closed", "no end", "nothing", "half a line", "html", "list", "wrong types", "error line"],
)
def test_a_server_that_dies_in_the_middle(ollama: OllamaServer, chat: list[Any]) -> None:
    ollama.chat = chat
    with pytest.raises(ModelUnreachableError):
        _written(ollama.limits())


def test_an_answer_cut_at_its_length(ollama: OllamaServer) -> None:
    ollama.chat = [part("Six "), *OllamaServer.end("length")]
    with pytest.raises(ModelAnswerError, match="cut"):
        _written(ollama.limits())


@pytest.mark.parametrize(("prompt", "fits"), [(2047, True), (2048, False), (5000, False)])
def test_a_prompt_that_fills_the_window_was_cut(ollama: OllamaServer, prompt: int, fits: bool) -> None:
    ollama.chat = [part("Six"), *OllamaServer.end(prompt=prompt)]
    settings = ollama.limits(num_ctx=2048)
    if fits:
        assert _written(settings) == ["Six"]
    else:
        with pytest.raises(ModelAnswerError, match="window") as caught:
            _written(settings)
        assert "num_ctx" in caught.value.remedy


@pytest.mark.parametrize("status", [404, 400, 500, 503])
def test_a_refusal(ollama: OllamaServer, status: int) -> None:
    ollama.status, ollama.chat = status, [b'{"error": "model \'x\' not found"}']
    with pytest.raises(ModelUnreachableError, match="not found"):
        _written(ollama.limits())


def test_a_redirection_is_not_followed(ollama: OllamaServer) -> None:
    ollama.status, ollama.chat = 302, [b"{}"]
    with pytest.raises(ModelUnreachableError):
        _written(ollama.limits())


def test_proxies_of_the_environment_are_not_asked(ollama: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert _written(ollama.limits()) == ["Six ", "mois."]
    assert list_ollama_models(ollama.limits()) == ["mistral:latest"]


@pytest.mark.parametrize(
    ("names", "setting", "wanted", "found"),
    [
        (["mistral:latest", "qwen:7b"], "", None, "mistral:latest"),
        (["nomic-embed-text:latest", "qwen:7b"], "", None, "qwen:7b"),
        (["mxbai-EMBED-large"], "", None, None),
        (["mistral:latest", "qwen:7b"], "qwen:7b", None, "qwen:7b"),
        (["mistral:7b", "mistral:latest"], "mistral", None, "mistral:latest"),
        (["mistral:7b"], "mistral", None, None),
        (["mistral:latest", "qwen:7b"], "mistral", "qwen:7b", "qwen:7b"),
        (["mistral:latest"], "mistral", "gpt", None),
        (["mistral:latest"], "", "mistral", "mistral:latest"),
        ([], "", None, None),
    ],
)
def test_which_model_answers(
    ollama: OllamaServer, names: list[str], setting: str, wanted: str | None, found: str | None
) -> None:
    ollama.names = names
    model = find_model(Settings(ollama=ollama.limits(model=setting)), wanted)
    assert (model.name if model else None) == found


def test_switched_off_asks_nobody(ollama: OllamaServer) -> None:
    assert find_model(Settings(ollama=ollama.limits(enabled=False))) is None
    assert find_model(Settings(ollama=ollama.limits(enabled=False)), "mistral") is None
    assert ollama.paths == []


@pytest.mark.parametrize("tags", [b"<html>", b"[]", b"", b'{"models": 3}'])
def test_another_server_at_the_address_has_no_models(ollama: OllamaServer, tags: bytes) -> None:
    ollama.listing = tags
    assert list_ollama_models(ollama.limits()) == [] and find_model(Settings(ollama=ollama.limits())) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid", "http://127.0.0.1:port"])
def test_a_wrong_address_has_no_models(url: str) -> None:
    assert find_model(Settings(ollama=OllamaSettings(url=url))) is None
