"""Which language model answers: one of Ollama's, else one of the OpenAI-compatible server in the settings, else the one
in the box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.models.box.running import BoxServer
from rag.models.language_model import LanguageModel
from rag.models.ollama_model import OllamaModel, list_ollama_models
from rag.models.openai_model import OpenAIModel, list_openai_models
from rag.settings import Settings


def list_models(settings: Settings, box: BoxServer | None = None) -> list[LanguageModel]:
    """The models of all servers in the order in which they are asked; empty when no server answers."""
    return [model for models, _ in _servers(settings, box) for model in models]


def find_model(settings: Settings, wanted: str | None = None, box: BoxServer | None = None) -> LanguageModel | None:
    """The model that answers, or None when no server has one.

    ``wanted`` goes before what the settings name. A server whose settings name a model answers with that one or not at
    all, any other with its first that is no embedding model. A server is only asked when those before it have none.
    ``box`` is the model in the box, for those who can run it.
    """
    for models, named in _servers(settings, box):
        name = wanted or named
        for model in models:
            if model.name in (name, f"{name}:latest") if name else "embed" not in model.name.lower():
                return model
    return None


def _servers(settings: Settings, box: BoxServer | None) -> Iterator[tuple[Sequence[LanguageModel], str]]:
    """The models of each server, and the one that its settings name."""
    ollama, openai = settings.ollama, settings.openai
    yield [OllamaModel(ollama, name) for name in list_ollama_models(ollama)], ollama.model
    yield [OpenAIModel(openai, name) for name in list_openai_models(openai)], openai.model
    boxed = box.model() if box else None
    yield [boxed] if boxed else [], ""
