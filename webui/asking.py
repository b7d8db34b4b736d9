"""The view "Ask": a conversation's questions and answers, the proof beside the one on show, and the next question."""

from __future__ import annotations

import streamlit as st

from webui import answering, talking
from webui.client import Client
from webui.escape import as_html
from webui.running import Progress, RunningQuestion
from webui.session import active_model, quiet, t
from webui.talking import Talk

_TICK_S = 0.5
_EXAMPLES = ("ask.example1", "ask.example2", "ask.example3")
_LIMIT = 2000


def show(client: Client, documents_page: st.Page) -> None:
    """Draws the view."""
    talk = talking.current()
    for index, progress in enumerate(talk.turns):
        if index != talk.shown:
            _draw_short(client, talk, index, progress)
        elif progress.done or talk.running is None:
            _draw(client, talk, progress)
        else:
            st.fragment(_draw_until_done, run_every=_TICK_S)(client, talk, talk.running)
    _form(client, talk)
    if not talk.turns:
        _welcome(client, documents_page)
    talking.side_bar(client)


def _form(client: Client, talk: Talk) -> None:
    with st.form("ask", border=True):
        if not talk.turns:
            st.html(f'<div class="sc-title">{as_html(t("ask.title"))}</div>')
        with st.container(horizontal=True, vertical_alignment="bottom", key="ask-row"):
            st.text_input(
                t("ask.label"),
                key="question",
                max_chars=_LIMIT,
                placeholder=t("talk.next") if talk.turns else t("ask.placeholder"),
                autocomplete="off",
                label_visibility="collapsed",
            )
            st.form_submit_button(t("ask.button"), type="primary", on_click=_send, args=(client,))


def _send(client: Client) -> None:
    question = st.session_state.question.strip()
    if question:
        _start(client, question)
    st.session_state.question = ""


def _start(client: Client, question: str, as_typed: bool = False) -> None:
    talking.current().ask(client, question, as_typed)
    st.session_state.pop("opened", None)


def _welcome(client: Client, documents_page: st.Page) -> None:
    rows, _ = client.documents(status="active", limit=1)
    if not rows:
        st.info(t("ask.no_documents"))
        st.page_link(documents_page, label=t("ask.go_documents"), icon=":material/upload_file:")
        return
    quiet(t("ask.examples"))
    with st.container(gap="xsmall", key="examples"):
        for key in _EXAMPLES:
            st.button(t(key), key=key, on_click=_start, args=(client, t(key)))


def _draw_until_done(client: Client, talk: Talk, running: RunningQuestion) -> None:
    if running.progress.done:
        st.rerun()
    _draw(client, talk, running.progress)


def _draw(client: Client, talk: Talk, progress: Progress) -> None:
    """A turn with its proofs."""
    st.html(f'<div class="sc-question">{as_html(progress.question)}</div>')
    _draw_understood(client, progress)
    if progress.gone:
        _draw_gone(client, talk.shown, progress)
        return
    left, right = st.columns([5, 6], gap="large")
    with left:
        answering.show_badges(progress.answer)
        answering.show_claims(progress, lambda party: _choose(client, progress, party))
        if progress.answer is not None:
            answering.show_rest(client, progress.answer)
        elif progress.problem is not None:
            answering.show_failure(progress.problem, lambda: talk.ask_again(client, progress.question))
        elif talk.running is not None:
            _waiting(talk.running)
    with right:
        answering.show_opened(client, progress)


def _draw_understood(client: Client, progress: Progress) -> None:
    if progress.understood is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="understood"):
        line = f"<b>{as_html(t('talk.understood'))}</b> {as_html(progress.understood)}"
        st.html(f'<div class="sc-understood">{line}</div>', width="content")
        if progress.done:
            st.button(
                t("talk.as_typed"),
                key="as-typed",
                type="tertiary",
                icon=":material/undo:",
                on_click=_start,
                args=(client, progress.question, True),
            )


def _draw_short(client: Client, talk: Talk, index: int, progress: Progress) -> None:
    """A turn without its proofs: question and sentences."""
    with st.container(border=True, gap="xsmall", key=f"turn-{index}"):
        st.html(f'<div class="sc-turn">{as_html(progress.question)}</div>')
        if progress.understood is not None:
            quiet(f"{t('talk.understood')} {progress.understood}")
        if progress.gone:
            _draw_gone(client, index, progress)
            return
        if not progress.claims:
            asked_back = progress.answer.text if progress.answer and progress.answer.facts else ""
            quiet(asked_back or t("answer.abstained_text"))
        # Of figures the first sentence tells the result; its groups are a table when it is opened.
        only_first = progress.answer is not None and progress.answer.facts is not None
        for claim in progress.claims[: 1 if only_first else None]:
            st.html(f'<div class="sc-claim">{as_html(claim.text)}</div>')
        st.button(
            t("talk.proofs"),
            key=f"proofs-{index}",
            type="tertiary",
            icon=":material/find_in_page:",
            on_click=_focus,
            args=(talk, index),
        )


def _choose(client: Client, progress: Progress, party: str) -> None:
    """Asks again with the party that is meant in place of the name that several have."""
    facts = progress.answer.facts if progress.answer else None
    question = progress.understood or progress.question
    names = [choice.asked for choice in (*facts.plan.sellers, *facts.plan.buyers)] if facts else []
    asked = next((name for name in names if name and name.casefold() in question.casefold()), None)
    if asked is None:
        _start(client, f"{question} ({party})", as_typed=True)
        return
    start = question.casefold().index(asked.casefold())
    _start(client, question[:start] + party + question[start + len(asked) :], as_typed=True)


def _draw_gone(client: Client, index: int, progress: Progress) -> None:
    quiet(t("talk.gone"))
    st.button(t("retry"), key=f"again-{index}", on_click=_start, args=(client, progress.question))


def _focus(talk: Talk, index: int) -> None:
    talk.focus = index
    st.session_state.pop("opened", None)


def _waiting(running: RunningQuestion) -> None:
    passages, seconds = running.progress.passages, running.seconds
    if passages is None or active_model() is None:
        line = t("ask.searching", seconds=seconds)
    else:
        line = t("ask.checking", passages=passages, seconds=seconds)
    st.html(f'<div class="sc-wait" role="status">{as_html(line)}</div>')
