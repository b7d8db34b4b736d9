"""The plain loop: LlamaIndex's own vector index and query engine, as its documentation begins with.

``VectorStoreIndex.from_documents(documents).as_query_engine().query(question)``: its sentence splitter (1024 tokens,
overlap 200), its vector store in memory, the two nearest pieces, its compact answer and its own English prompt. Only
the texts, the embedding model and the language model are lent to it, so that what differs is the loop. One LlamaIndex
document a page, as its PDF reader makes them, with the metadata that its directory reader shows the models
(``file_path``, ``page_label``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CompletionResponseGen,
    CustomLLM,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode, MetadataMode
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters
from pydantic import PrivateAttr

from eval.systems.names import PLAIN_LOOP
from eval.systems.plain_chat import Chat
from eval.systems.preparing import findable_documents
from eval.systems.replies import Reply, Source, Statement, cost_of
from rag.errors import TransientError
from rag.language import sentences
from rag.models.language_model import Completion, Message
from rag.retrieval.search import QuestionEmbedder
from rag.settings import ModelServer
from rag.store.catalogue import Catalogue

_HIDDEN = ["file_name"]


class PlainLoop:
    """Answers from an index in memory; every sentence of an answer cites every piece that it was written from."""

    name = PLAIN_LOOP
    refuses_in_words = True

    def __init__(self, pages: Iterable[Document], embedder: QuestionEmbedder, chat: Chat, server: ModelServer) -> None:
        """``server`` gives the window and the longest answer, in tokens."""
        self._llm = _Lent(chat, server)
        self._index = VectorStoreIndex.from_documents(
            list(pages), transformations=[SentenceSplitter()], embed_model=_LentEmbedder(embedder)
        )

    def ask(self, question: str, filename: str | None = None) -> Reply:
        """The answer's sentences; from the document of that name only, where one is given."""
        filters = None
        if filename is not None:
            filters = MetadataFilters(filters=[MetadataFilter(key="file_name", value=filename)])
        engine = self._index.as_query_engine(llm=self._llm, filters=filters)
        calls = self._llm.begin()
        try:
            with asyncio.Runner() as runner:
                # LlamaIndex takes the thread's event loop, else makes one that nobody closes.
                runner.get_loop()
                response: Any = engine.query(question)
        except TransientError as error:
            return Reply(statements=[], sources=[], note=error.code, kind="abstained", cost=cost_of(*calls))
        sources = [_source(found.node) for found in response.source_nodes]
        text = str(response.response or "")
        numbers = list(range(1, len(sources) + 1))
        said = [Statement(text=text[start:end], cites=numbers) for start, end in sentences(text)]
        return Reply(statements=said, sources=sources, note=None, cost=cost_of(*calls))

    def search(self, question: str, limit: int) -> list[Source]:
        """The first pieces of its own index."""
        with asyncio.Runner() as runner:
            runner.get_loop()
            found = self._index.as_retriever(similarity_top_k=limit).retrieve(question)
        return [_source(each.node) for each in found]

    def passages(self, filenames: Collection[str]) -> Iterable[Source]:
        """The pieces that it cut those files into."""
        pieces = self._index.docstore.docs.values()
        return [_source(piece) for piece in pieces if piece.metadata["file_name"] in filenames]


def pages_of(catalogue: Catalogue) -> list[Document]:
    """The text of every page of a store, as Sourcier read it (so that both answer from the same words)."""
    pages: dict[tuple[str, int], list[str]] = {}
    for document in findable_documents(catalogue):
        if document.active_version_id:
            for found in catalogue.version_passages(document.active_version_id):
                pages.setdefault((document.filename, found.passage.page), []).append(found.passage.text)
    return [
        Document(
            text="\n\n".join(texts),
            metadata={"file_name": name, "file_path": name, "page_label": str(page)},
            excluded_embed_metadata_keys=_HIDDEN,
            excluded_llm_metadata_keys=_HIDDEN,
        )
        for (name, page), texts in pages.items()
    ]


def _source(piece: BaseNode) -> Source:
    """A piece, called by where it begins: the ids that LlamaIndex gives are others each time."""
    name, page = piece.metadata["file_name"], int(piece.metadata["page_label"])
    text = piece.get_content(MetadataMode.NONE)
    place = f"{name}#{page}@{getattr(piece, 'start_char_idx', 0)}"
    return Source(filename=name, page=page, text=text, quote=text, passage_id=place)


class _LentEmbedder(BaseEmbedding):
    _embedder: QuestionEmbedder = PrivateAttr()

    def __init__(self, embedder: QuestionEmbedder) -> None:
        super().__init__(model_name="lent")
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embedder.embed_passages([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_passages(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_question(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_question(query)


class _Lent(CustomLLM):
    _chat: Chat = PrivateAttr()
    _server: ModelServer = PrivateAttr()
    _calls: list[Completion] = PrivateAttr()

    def __init__(self, chat: Chat, server: ModelServer) -> None:
        super().__init__()
        self._chat = chat
        self._server = server
        self._calls = []

    def begin(self) -> list[Completion]:
        """The calls from now on: an answer may take several."""
        self._calls = []
        return self._calls

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=self._server.num_ctx, num_output=self._server.max_tokens, is_chat_model=True)

    def chat(self, messages: Any, **kwargs: Any) -> ChatResponse:
        text = self._said([Message(message.role.value, message.content or "") for message in messages])
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text))

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        return CompletionResponse(text=self._said([Message("user", prompt)]))

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        yield self.complete(prompt)

    def _said(self, messages: list[Message]) -> str:
        self._calls.append(Completion())
        return self._chat(messages, self._calls[-1])
