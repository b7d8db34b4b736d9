"""The search as a LlamaIndex retriever, for those who build with LlamaIndex: rights and places come along.

    engine = RetrieverQueryEngine.from_args(PassageRetriever(retriever, reader, limit=8), llm=llm)

What a query engine of LlamaIndex writes from these nodes is not verified; :mod:`rag.answering` is what verifies.
"""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.domain.rights import Reader
from rag.retrieval.search import RankedPassage, Retriever


class PassageRetriever(BaseRetriever):
    """Gives the passages that ``reader`` may read as nodes, best first; a node's score is 1 by its rank.

    A node's id is the passage's; its metadata hold ``document_id``, ``version_id``, ``title``, ``filename``, ``page``
    (from 1), ``headings``, ``char_start`` and ``char_end``. A language model is shown title, page and headings.
    """

    def __init__(
        self,
        retriever: Retriever,
        reader: Reader,
        limit: int = 10,
        collections: list[str] | None = None,
        document_ids: list[str] | None = None,
    ) -> None:
        """``limit`` is how many passages a question gets; the others bound where to look, None meaning anywhere."""
        super().__init__()
        self._retriever = retriever
        self._reader = reader
        self._limit = limit
        self._bounds = (collections, document_ids)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._retriever.search(query_bundle.query_str, self._reader, self._limit, *self._bounds)
        return [NodeWithScore(node=_node(ranked), score=1 / rank) for rank, ranked in enumerate(found, 1)]


def _node(ranked: RankedPassage) -> TextNode:
    found, passage = ranked.found, ranked.found.passage
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "document_id": passage.document_id,
            "version_id": passage.version_id,
            "title": found.title,
            "filename": found.filename,
            "page": passage.page,
            "headings": " > ".join(passage.headings),
            "char_start": passage.char_start,
            "char_end": passage.char_end,
        },
        excluded_llm_metadata_keys=["document_id", "version_id", "filename", "char_start", "char_end"],
    )
