from __future__ import annotations

import json

from eval.systems.models import model_digest, server_of
from rag.models.registry import facts_of
from rag.settings import OllamaSettings, OpenAISettings, Settings
from tests.eval import tiny
from tests.support.model_servers import OllamaServer, OpenAIServer, scripted

KNOWN = "qwen2.5-coder:1.5b"


def test_ollama_tells_the_digest_of_its_model() -> None:
    with scripted(OllamaServer) as server:
        server.listing = json.dumps({"models": [{"model": "m:1b", "digest": "ab" * 32}, {"model": KNOWN}]}).encode()
        settings = server.settings()
        assert model_digest(settings, server.model("m:1b")) == f"ollama:{'ab' * 32}"
        # One that tells none, one that is gone: what is known under the name, if anything is.
        facts = facts_of(KNOWN)
        assert facts is not None and facts.sha256 is not None
        assert model_digest(settings, server.model(KNOWN)) == f"registry:{facts.sha256}"
        assert model_digest(settings, server.model("gone")) is None


def test_zeros_tell_nothing() -> None:
    with scripted(OllamaServer) as server:
        server.listing = json.dumps({"models": [{"model": KNOWN, "digest": f"sha256:{'0' * 64}"}]}).encode()
        assert (model_digest(server.settings(), server.model(KNOWN)) or "").startswith("registry:")


def test_another_server_tells_none() -> None:
    with scripted(OpenAIServer) as server:
        assert (model_digest(server.settings(), server.model(KNOWN)) or "").startswith("registry:")
        assert model_digest(server.settings(), server.model("somebodys-own")) is None


def test_a_model_is_asked_within_the_limits_of_its_server() -> None:
    settings = Settings(ollama=OllamaSettings(num_ctx=2048), openai=OpenAISettings(num_ctx=8192))
    with scripted(OllamaServer) as ollama, scripted(OpenAIServer) as openai:
        assert server_of(settings, ollama.model()).num_ctx == 2048
        assert server_of(settings, openai.model()).num_ctx == 8192
    assert server_of(settings, tiny.honest()).num_ctx == 2048
