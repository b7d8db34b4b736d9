"""The page on which a typed fact stands, with the fact boxed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from rag.errors import NotFoundError
from webui.client import Client, Problem
from webui.escape import as_html
from webui.evidence import picture_of
from webui.session import quiet, show_problem, t


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: ``fields`` as invoices and contracts name them (``gross``, ``notice``), ``page`` None where
    their place is not known, ``about`` what it is and says, ``quote`` the words that say it."""

    document_id: str
    title: str
    filename: str
    fields: tuple[str, ...]
    page: int | None
    about: str = ""
    quote: str | None = None

    @property
    def url(self) -> str:
        """The picture of the page, the fact boxed where its place is known."""
        boxed = f"?{urlencode([('field', name) for name in self.fields])}" if self.page else ""
        return f"/v1/documents/{self.document_id}/pages/{self.page or 1}.png{boxed}"


def show_place(client: Client, place: Place) -> None:
    """Draws the words and the page: the first where the place is not known, and a line where the file has no pages."""
    page = f" · {t('evidence.page', page=place.page)}" if place.page else ""
    about = f"<br><span>{as_html(place.about)}</span>" if place.about else ""
    st.html(
        f'<div class="sc-source"><b>{as_html(place.title)}</b><br>'
        f"<span>{as_html(place.filename)}{page}</span>{about}</div>"
    )
    if place.quote:
        st.html(f'<blockquote class="sc-quote">{as_html(place.quote)}</blockquote>')
    try:
        # Asked for each time: the picture may be kept, the right to see it is not.
        client.document(place.document_id)
        picture = picture_of(client, place.url)
    except Problem as problem:
        if problem.code == NotFoundError.code:
            st.info(t("places.gone"))
        else:
            # A page that cannot be drawn takes nothing of the figures away.
            show_problem(problem)
        return
    if picture is None:
        quiet(t("places.no_pages_quoted" if place.quote else "places.no_pages"))
        return
    if place.page is None:
        quiet(t("places.unknown"))
    st.image(picture, width="stretch", alt=t("evidence.image", page=place.page or 1, filename=place.filename))
