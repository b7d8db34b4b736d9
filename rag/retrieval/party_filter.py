"""Which documents name a party, by their heads: through accents, capitals and legal forms."""

from __future__ import annotations

from rag.domain.rights import Reader
from rag.errors import RequestError
from rag.language import folded_name, name_words
from rag.store.catalogue import Catalogue
from rag.store.heads import head_text
from rag.store.index.base import IndexFilter, IndexQuery, PassageIndex
from rag.store.index.sparse import query_vector

_LANGUAGES = ("fr", "en", "de", "es")
_LOOKED_AT = 500
_DEEPER = 10


def party_words(name: str) -> frozenset[str]:
    """The words of a party's name without its legal form ("Sté", "S.A.R.L.", "Inc."); all of them where nothing else
    is said: "SPA" may be a name.

    Raises:
        RequestError: there is no word in it.
    """
    words = frozenset(folded_name(name).split())
    if not words:
        raise RequestError(f"The party {name!r} has no word to look for.", "Give the name of a company or person.")
    return words


def documents_naming(
    party: str, reader: Reader, where: IndexFilter, catalogue: Catalogue, index: PassageIndex, moment: float
) -> set[str]:
    """The readable documents whose title, file name or beginning hold all words of a party's name."""
    wanted = party_words(party)
    # In every language that heads may be stemmed in.
    sparse = query_vector(" ".join(sorted(wanted)), _LANGUAGES)
    depth = _LOOKED_AT
    while len(hits := index.search(IndexQuery(sparse=sparse, filter=where, depth=depth))) == depth:
        depth *= _DEEPER
    named: set[str] = set()
    for start in range(0, len(hits), _LOOKED_AT):
        for head in catalogue.heads(reader, [hit.version_id for hit in hits[start : start + _LOOKED_AT]], moment):
            if wanted <= set(name_words(head_text(head.title, head.filename, head.opening))):
                named.add(head.document_id)
    return named
