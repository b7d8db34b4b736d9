"""The page as Streamlit runs it: the frame around the views."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from webui import asking, deadlines, documents, figures_look, invoices, session
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
    st.html(CSS + figures_look.CSS)
    session.language()

    def framed(view: Callable[[Client], None]) -> None:
        _head(pages)
        current: Client | None = session.client()
        if current is None:
            return
        try:
            _mode()
            view(current)
        except Problem as problem:
            session.forget_model()
            session.show_problem(problem, retry="page")
            if session.typed_key():
                st.button(t("key.leave"), key="leave-failed", on_click=session.forget_key)

    # Streamlit knows a view by its function's name.
    def ask_page() -> None:
        framed(lambda client: asking.show(client, pages["documents"]))

    def invoices_page() -> None:
        framed(invoices.show)

    def deadlines_page() -> None:
        framed(deadlines.show)

    def documents_page() -> None:
        framed(documents.show)

    def page(draw: Callable[[], None], name: str) -> st.Page:
        return st.Page(draw, title=f"{t(f'nav.{name}')} – Sourcier", url_path=name)

    pages = {
        "ask": st.Page(ask_page, title="Sourcier", default=True),
        "invoices": page(invoices_page, "invoices"),
        "deadlines": page(deadlines_page, "deadlines"),
        "documents": page(documents_page, "documents"),
    }
    st.navigation(list(pages.values()), position="hidden").run()


main()
