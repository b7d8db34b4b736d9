"""What a run has to know of the model that it asks: which server, which weights, how it is asked."""

from __future__ import annotations

from rag.models.language_model import LanguageModel
from rag.models.ollama_model import OllamaModel, ollama_digests
from rag.models.openai_model import OpenAIModel
from rag.models.registry import facts_of
from rag.settings import ModelServer, Settings

SEED = 0
"""Sent with every call, by Sourcier and by the baselines alike."""
TEMPERATURE = 0
FROM_SERVER = "ollama:"


def server_of(settings: Settings, model: LanguageModel) -> ModelServer:
    """The settings of the server that has a model."""
    return settings.openai if isinstance(model, OpenAIModel) else settings.ollama


def model_digest(settings: Settings, model: LanguageModel) -> str | None:
    """``ollama:`` and the digest that Ollama tells of a model, else ``registry:`` and the SHA-256 of the weights that
    are known under its name (which its server need not have), else None."""
    told = ollama_digests(settings.ollama).get(model.name, "") if isinstance(model, OllamaModel) else ""
    # Servers that only speak as Ollama does may fill the place with zeros.
    if told.removeprefix("sha256:").strip("0"):
        return FROM_SERVER + told
    known = facts_of(model.name)
    return f"registry:{known.sha256}" if known and known.sha256 else None
