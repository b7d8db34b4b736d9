"""The page as Streamlit runs it: the frame around the two views."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from webui import asking, documents, session
from webui.client import Client, Problem
from webui.escape import as_html
from webui.look import CSS, ICON
from webui.session import t


def _head(pages: dict[str, st.Page]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="head"):
        st.html(f'<div class="sc-brand">Sourcier<small>{as_html(t("tagline"))}</small></div>', width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="nav"):
            for name, page in pages.items():
                st.page_link(page, label=t(f"nav.{name}"))
        session.language_switch()
    st.html('<hr class="sc-rule">')


def _mode() -> None:
    again = session.MODEL_SECONDS + 1 if session.mode().coming is not None else None
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.fragment(_mode_line, run_every=again)()
        if session.typed_key():
            st.button(t("key.leave"), type="tertiary", on_click=session.forget_key)


def _mode_line() -> None:
    """Redrawn by itself while a model is on its way, so that the page says when it is there."""
    mode = session.mode()
    if mode.active:
        line = t("mode.model", model=mode.active)
    elif mode.coming is not None:
        line = t("mode.coming", percent=int(100 * mode.coming))
    else:
        line = t("mode.extractive")
    st.html(f'<div class="sc-mode">{as_html(line)}</div>', width="content")


def main() -> None:
    """Draws the page."""
    st.set_page_config(page_title="Sourcier", page_icon=str(Path(__file__).with_name(ICON)), layout="wide")
    st.html(CSS)
    session.language()

    def framed(view: str) -> None:
        _head(pages)
        current: Client | None = session.client()
        if current is None:
            return
        try:
            _mode()
            if view == "ask":
                asking.show(current, pages["documents"])
            else:
                documents.show(current)
        except Problem as problem:
            session.forget_model()
            session.show_problem(problem, retry="page")
            if session.typed_key():
                st.button(t("key.leave"), key="leave-failed", on_click=session.forget_key)

    def ask_page() -> None:
        framed("ask")

    def documents_page() -> None:
        framed("documents")

    pages = {
        "ask": st.Page(ask_page, title="Sourcier", default=True),
        "documents": st.Page(documents_page, title=f"{t('nav.documents')} – Sourcier", url_path="documents"),
    }
    st.navigation(list(pages.values()), position="hidden").run()


main()
