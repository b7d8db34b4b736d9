"""The proof beside the answer: the page with the passage boxed, or the passage's text with the quote marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from rag.domain.answer import Amended, Citation, Nearest
from rag.errors import NotFoundError
from webui.client import Client, PassageRow, Problem
from webui.escape import as_html
from webui.session import quiet, t

_KEPT = 12
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Proof:
    """What is shown: a place in a document, its picture's address, and the quote if there is one.

    ``page`` is None for kinds of file that have no pages, ``place`` the cells in one that has cells; ``confidence``
    (0 to 1) is how sure OCR was, None for text that OCR did not read.
    """

    title: str
    filename: str
    page: int | None
    headings: tuple[str, ...]
    passage_id: str
    url: str
    quote: str | None
    place: str | None = None
    confidence: float | None = None

    @classmethod
    def of_citation(cls, cited: Citation) -> Proof:
        """The proof of a claim."""
        return cls(
            title=cited.title,
            filename=cited.filename,
            page=page_of(cited),
            headings=tuple(cited.headings),
            passage_id=cited.passage_id,
            url=cited.url,
            quote=cited.quote,
            place=cited.place,
            confidence=cited.confidence,
        )

    @classmethod
    def of_amended(cls, amended: Amended) -> Proof:
        """Where an amendment changes a quoted article."""
        return cls(
            title=amended.title,
            filename=amended.filename,
            page=amended.page,
            headings=(),
            passage_id=amended.passage_id or "",
            url=amended.url or "",
            quote=amended.quote,
        )

    @classmethod
    def of_nearest(cls, near: Nearest, passage: PassageRow) -> Proof:
        """A passage near a question that has no answer."""
        url = f"/v1/documents/{near.document_id}/pages/{near.page}.png?passage={near.passage_id}"
        place = (near.title, passage.filename, near.page, tuple(passage.headings))
        return cls(*place, passage_id=near.passage_id, url=url, quote=None)


def page_of(cited: Citation) -> int | None:
    """The page of a citation; None where there are no pages, and so no boxes on one."""
    return cited.page if cited.boxes else None


def show_proof(client: Client, proof: Proof) -> None:
    """Draws a proof."""
    page = f" · {t('evidence.page', page=proof.page)}" if proof.page else ""
    place = f" · {as_html(proof.place)}" if proof.place else ""
    # The first heading is often the title itself.
    heading = " › ".join(part for part in proof.headings if part.casefold() != proof.title.casefold())
    st.html(
        f'<div class="sc-source"><b>{as_html(proof.title)}</b><br>'
        f"<span>{as_html(proof.filename)}{page}{place}</span>"
        + (f"<br><span>{as_html(heading)}</span>" if heading else "")
        + "</div>"
    )
    if proof.quote:
        st.html(f'<blockquote class="sc-quote">{as_html(proof.quote)}</blockquote>')
    if proof.confidence is not None:
        sure = proof.confidence >= _SURE
        quiet(t("evidence.ocr" if sure else "evidence.ocr_unsure", percent=round(proof.confidence * 100)))
    try:
        # Asked for each time: a document erased meanwhile is not shown from this session's memory.
        passage = client.passage(proof.passage_id)
        picture = picture_of(client, proof.url)
        if picture is not None:
            alt = t("evidence.image", page=proof.page, filename=proof.filename)
            st.image(picture, width="stretch", alt=alt)
            return
    except Problem as problem:
        if problem.code != NotFoundError.code:
            raise
        st.info(t("evidence.gone"))
        return
    quiet(t("evidence.no_pages"))
    st.html(f'<div class="sc-passage">{marked(passage.text, proof.quote, proof.url)}</div>')


def show_first_page(client: Client, document_id: str, filename: str) -> None:
    """The first page of a document."""
    picture = picture_of(client, f"/v1/documents/{document_id}/pages/1.png")
    if picture is None:
        quiet(t("docs.no_picture"))
    else:
        st.image(picture, width="stretch", alt=t("evidence.image", page=1, filename=filename))


def marked(text: str, quote: str | None, url: str = "") -> str:
    """``text`` as HTML with the quote marked: at the offsets that ``url`` gives, else where its words stand."""
    span = _offsets(url, len(text)) or _find(text, quote)
    if span is None:
        return as_html(text)
    start, end = span
    return f"{as_html(text[:start])}<mark>{as_html(text[start:end])}</mark>{as_html(text[end:])}"


def _offsets(url: str, length: int) -> tuple[int, int] | None:
    query = parse_qs(urlsplit(url).query)
    try:
        start, end = int(query["start"][0]), int(query["end"][0])
    except (KeyError, ValueError):
        return None
    return (start, end) if 0 <= start < end <= length else None


def _find(text: str, quote: str | None) -> tuple[int, int] | None:
    words = (quote or "").split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE)
    return found.span() if found else None


def picture_of(client: Client, url: str) -> bytes | None:
    """The picture at ``url``; the last few are kept, for every click draws the page anew."""
    kept: dict[str, bytes | None] = st.session_state.setdefault("pictures", {})
    if url not in kept:
        while len(kept) >= _KEPT:
            kept.pop(next(iter(kept)))
        with st.spinner(t("evidence.loading")):
            kept[url] = client.picture(url)
    return kept[url]
