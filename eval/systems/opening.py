"""The systems that are asked, over one open store: the same documents, the same models lent to each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from eval.systems.model_alone import ModelAlone
from eval.systems.models import server_of
from eval.systems.names import MODEL_ALONE, PLAIN_LOOP, RETRIEVAL_ONLY, SOURCIER
from eval.systems.plain_chat import Chat, plain_chat
from eval.systems.replies import SuiteSystem
from eval.systems.retrieval_only import RetrievalOnly
from eval.systems.sourcier import Sourcier
from rag.errors import RequestError
from rag.models.language_model import LanguageModel
from rag.opening import QueryEngine
from rag.settings import ModelServer, Settings

NEED_A_MODEL = (PLAIN_LOOP, MODEL_ALONE)


def open_systems(
    names: Sequence[str],
    engine: QueryEngine,
    settings: Settings,
    model: LanguageModel | None,
    today: date | None = None,
) -> list[SuiteSystem]:
    """The systems of these names, in this order.

    Raises:
        RequestError: one of them needs a model, and there is none.
    """
    return [_open(name, engine, settings, model, today) for name in names]


def _open(
    name: str, engine: QueryEngine, settings: Settings, model: LanguageModel | None, today: date | None
) -> SuiteSystem:
    if name == SOURCIER:
        return Sourcier(engine, model, today)
    if name == RETRIEVAL_ONLY:
        return RetrievalOnly(engine)
    if model is None:
        raise RequestError(f"The baseline {name!r} needs a language model.", "Name one with --model.")
    if name == MODEL_ALONE:
        return ModelAlone(plain_chat(settings, model))
    return plain_loop(engine, plain_chat(settings, model), server_of(settings, model))


def plain_loop(engine: QueryEngine, chat: Chat, server: ModelServer) -> SuiteSystem:
    """The baseline over the documents of an engine's store, with its embedding model."""
    # LlamaIndex takes seconds to load.
    from eval.systems.plain_loop import PlainLoop, pages_of

    return PlainLoop(pages_of(engine.store.catalogue), engine.embedder, chat, server)
