"""Conversations on the page: the one on show, and those of before in the side bar."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import streamlit as st

from rag.domain.answer import Answer
from webui.client import Client, Problem
from webui.escape import as_label
from webui.running import Progress, RunningQuestion
from webui.session import quiet, t
from webui.sse import Event

_LISTED = 30


class Talk:
    """The conversation on show: its turns in order, and the question being answered, if one is."""

    def __init__(self, conversation: str | None = None, turns: list[Progress] | None = None) -> None:
        self.id = conversation
        self.turns = turns or []
        self.running: RunningQuestion | None = None
        self.focus: int | None = None

    @property
    def shown(self) -> int:
        """The number of the turn that is shown with its proofs: the last unless the reader chose another."""
        return len(self.turns) - 1 if self.focus is None else self.focus

    def ask(self, client: Client, question: str, as_typed: bool) -> None:
        """Asks, in this conversation; the first question begins it."""
        self.running = RunningQuestion(question, lambda: self._events(client, question, as_typed))
        self.turns.append(self.running.progress)
        self.focus = None

    def ask_again(self, client: Client, question: str) -> None:
        """Asks the last question, which failed, once more."""
        self.turns.pop()
        self.ask(client, question, as_typed=False)

    def _events(self, client: Client, question: str, as_typed: bool) -> Iterator[Event]:
        if self.id is None:
            self.id = client.begin_conversation()
        yield from client.ask(question, self.id, as_typed)


def current() -> Talk:
    """The conversation on show, an empty one at first."""
    talk: Talk = st.session_state.setdefault("talk", Talk())
    return talk


def side_bar(client: Client) -> None:
    """A new conversation, those of before, and their deletion."""
    with st.sidebar:
        st.button(t("talk.new"), key="talk-new", icon=":material/add:", width="stretch", on_click=_show, args=(Talk(),))
        quiet(t("talk.past"))
        rows = client.conversations(_LISTED)
        if not rows:
            quiet(t("talk.none"))
            return
        for row in rows:
            identifier = row.conversation_id
            with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key=f"talk-row-{identifier}"):
                st.button(
                    as_label(row.title, 60) or "…",
                    key=f"talk-open-{identifier}",
                    type="secondary" if identifier == current().id else "tertiary",
                    width="stretch",
                    on_click=_open,
                    args=(client, identifier),
                )
                st.button(
                    "",
                    key=f"talk-delete-{identifier}",
                    icon=":material/delete:",
                    type="tertiary",
                    help=t("talk.delete"),
                    on_click=_delete,
                    args=(client, identifier),
                )
        with st.popover(t("talk.delete_all"), icon=":material/delete_sweep:", width="stretch"):
            quiet(t("talk.delete_all_text"))
            st.button(t("talk.delete_all_yes"), key="talk-delete-all", type="primary", on_click=_delete, args=(client,))


def _show(talk: Talk) -> None:
    st.session_state.talk = talk
    st.session_state.pop("opened", None)


def _open(client: Client, identifier: str) -> None:
    try:
        turns = client.conversation(identifier)
    except Problem:
        # Deleted elsewhere: the list, drawn next, no longer has it. A service that is away says so there.
        _show(Talk())
        return
    _show(Talk(identifier, [_progress(turn) for turn in turns]))


def _progress(turn: dict[str, Any]) -> Progress:
    progress = Progress(turn["asked"])
    if turn["question"] != turn["asked"]:
        progress.understood = turn["question"]
    if turn["answer"] is None:
        progress.gone = True
    else:
        progress.finish(Answer.model_validate(turn["answer"]))
    return progress


def _delete(client: Client, identifier: str | None = None) -> None:
    with contextlib.suppress(Problem):  # deleted elsewhere
        client.delete_conversations(identifier)
    if identifier in (None, current().id):
        _show(Talk())
