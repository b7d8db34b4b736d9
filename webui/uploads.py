"""Handing files in, and following each until the service has read it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from rag.domain.document import FINAL, DocumentStatus
from webui.client import Client, Problem
from webui.escape import as_html, as_label
from webui.look import uploader_css
from webui.session import language, settings, t
from webui.texts import say_code

_TICK_S = 1.0
_PATIENCE_S = 60


@dataclass(slots=True)
class Sent:
    """One file of the last upload and what is known of it."""

    name: str
    document_id: str | None = None
    status: DocumentStatus | None = None
    code: str | None = None
    detail: str = ""
    known: bool = False

    @property
    def final(self) -> bool:
        """Nothing more will happen to it."""
        return self.document_id is None or self.status in FINAL


@dataclass(slots=True)
class Batch:
    """The files of the last upload."""

    files: list[Sent]
    started: float

    @property
    def done(self) -> int:
        """How many have come to an end."""
        return sum(sent.final for sent in self.files)


def show(client: Client, expanded: bool) -> None:
    """The form, and under it what became of the files sent last."""
    with st.expander(t("docs.add"), expanded=expanded, icon=":material/upload_file:"):
        _form(client)
    batch: Batch | None = st.session_state.get("batch")
    if batch is None:
        return
    if batch.done == len(batch.files):
        _report(batch)
    else:
        st.fragment(_follow, run_every=_TICK_S)(client, batch)


def _form(client: Client) -> None:
    st.html(uploader_css(t("docs.browse"), t("docs.drop")))
    # The file chooser can only be emptied by giving it another key.
    turn = st.session_state.setdefault("upload_turn", 0)
    with st.form(f"upload-{turn}", border=False):
        files = st.file_uploader(
            t("docs.files", size=settings().ingest.max_file_mb),
            accept_multiple_files=True,
            key=f"files-{turn}",
        )
        left, right = st.columns(2)
        collection = left.text_input(t("docs.collection"), value="default", max_chars=200)
        allow = right.text_input(t("docs.allow"), help=t("docs.allow_help"))
        sent = st.form_submit_button(t("docs.send"), type="primary")
    if not sent:
        return
    if not files:
        st.warning(t("docs.none_chosen"))
        return
    groups = [group.strip() for group in allow.split(",") if group.strip()]
    batch = Batch([], time.monotonic())
    bar = st.progress(0.0)
    for index, file in enumerate(files):
        label = t("docs.sending", done=index + 1, total=len(files), name=as_label(file.name, 60))
        bar.progress(index / len(files), text=label)
        batch.files.append(_send(client, file.name, file.getvalue(), collection.strip() or "default", groups))
    st.session_state.batch = batch
    st.session_state.upload_turn = turn + 1
    st.rerun()


def _send(client: Client, name: str, content: bytes, collection: str, groups: list[str]) -> Sent:
    try:
        submitted = client.upload(name, content, collection, groups)
    except Problem as problem:
        return Sent(name, code=problem.code, detail=problem.detail)
    return Sent(name, submitted.document_id, submitted.status, known=submitted.known)


def _follow(client: Client, batch: Batch) -> None:
    for sent in batch.files:
        if not sent.final and sent.document_id:
            try:
                row = client.document(sent.document_id)
            except Problem as problem:
                sent.document_id, sent.code, sent.detail = None, problem.code, problem.detail
                continue
            sent.status, sent.code, sent.detail = row.status, row.code, row.reason or ""
    if batch.done == len(batch.files):
        st.rerun()
    _report(batch)


def _report(batch: Batch) -> None:
    total, done = len(batch.files), batch.done
    ready = sum(sent.status is DocumentStatus.ACTIVE for sent in batch.files)
    with st.container(border=True, key="upload-report"):
        if done < total:
            st.progress(done / total, text=t("docs.reading", done=done, total=total))
        else:
            st.progress(1.0, text=t("docs.finished", done=ready, total=total))
        st.html("".join(_line(sent) for sent in batch.files))
        if done < total and time.monotonic() - batch.started > _PATIENCE_S:
            st.warning(t("docs.waiting_worker"))
        if done == total:
            st.button(t("docs.clear"), key="close-report", type="tertiary", on_click=_clear)


def _line(sent: Sent) -> str:
    state = t(f"status.{sent.status}") if sent.status and sent.document_id else t("status.set_aside")
    parts = [f"<b>{as_html(sent.name)}</b>", as_html(state)]
    if sent.known:
        parts.append(as_html(t("docs.known")))
    if sent.code:
        parts.append(as_html(say_code(language(), sent.code)))
    detail = f'<br><span class="sc-quiet">{as_html(sent.detail)}</span>' if sent.detail else ""
    return f'<div class="sc-file">{" · ".join(parts)}{detail}</div>'


def _clear() -> None:
    st.session_state.pop("batch", None)
