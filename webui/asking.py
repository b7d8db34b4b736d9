"""The view "Ask": a question, its answer as it comes, and the proof beside it."""

from __future__ import annotations

import streamlit as st

from webui import answering
from webui.client import Client
from webui.escape import as_html
from webui.running import RunningQuestion
from webui.session import active_model, quiet, t

_TICK_S = 0.5
_EXAMPLES = ("ask.example1", "ask.example2", "ask.example3")
_LIMIT = 2000


def show(client: Client, documents_page: st.Page) -> None:
    """Draws the view."""
    _form(client)
    running: RunningQuestion | None = st.session_state.get("running")
    if running is None:
        _welcome(client, documents_page)
    elif running.progress.done:
        _draw(client, running)
    else:
        st.fragment(_draw_until_done, run_every=_TICK_S)(client, running)


def _form(client: Client) -> None:
    # Streamlit forgets a widget's value when another view is shown; the last question is put back.
    st.session_state.setdefault("question", st.session_state.get("asked", ""))
    with st.form("ask", border=True):
        st.html(f'<div class="sc-title">{as_html(t("ask.title"))}</div>')
        with st.container(horizontal=True, vertical_alignment="bottom", key="ask-row"):
            st.text_input(
                t("ask.label"),
                key="question",
                max_chars=_LIMIT,
                placeholder=t("ask.placeholder"),
                autocomplete="off",
                label_visibility="collapsed",
            )
            sent = st.form_submit_button(t("ask.button"), type="primary")
    if sent and st.session_state.question.strip():
        _start(client, st.session_state.question.strip())


def _start(client: Client, question: str) -> None:
    st.session_state.asked = question
    st.session_state.running = RunningQuestion(question, lambda: client.ask(question))
    st.session_state.pop("opened", None)


def _start_example(client: Client, question: str) -> None:
    st.session_state.question = question
    _start(client, question)


def _welcome(client: Client, documents_page: st.Page) -> None:
    rows, _ = client.documents(status="active", limit=1)
    if not rows:
        st.info(t("ask.no_documents"))
        st.page_link(documents_page, label=t("ask.go_documents"), icon=":material/upload_file:")
        return
    quiet(t("ask.examples"))
    with st.container(gap="xsmall", key="examples"):
        for key in _EXAMPLES:
            st.button(t(key), key=key, on_click=_start_example, args=(client, t(key)))


def _draw_until_done(client: Client, running: RunningQuestion) -> None:
    if running.progress.done:
        st.rerun()
    _draw(client, running)


def _draw(client: Client, running: RunningQuestion) -> None:
    progress = running.progress
    st.html(f'<div class="sc-question">{as_html(progress.question)}</div>')
    left, right = st.columns([5, 6], gap="large")
    with left:
        answering.show_badges(progress.answer)
        answering.show_claims(progress)
        if progress.answer is not None:
            answering.show_rest(client, progress.answer)
        elif progress.problem is not None:
            answering.show_failure(progress.problem, lambda: _start(client, progress.question))
        else:
            _waiting(running)
    with right:
        answering.show_opened(client, progress)


def _waiting(running: RunningQuestion) -> None:
    passages, seconds = running.progress.passages, running.seconds
    if passages is None or active_model() is None:
        line = t("ask.searching", seconds=seconds)
    else:
        line = t("ask.checking", passages=passages, seconds=seconds)
    st.html(f'<div class="sc-wait" role="status">{as_html(line)}</div>')
