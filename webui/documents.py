"""The view "Documents": hand in, follow, open, erase."""

from __future__ import annotations

import zlib
from datetime import datetime

import streamlit as st

from rag.domain.document import EVERYONE, FINAL, DocumentStatus
from webui import uploads
from webui.client import Client, DocumentRow, Problem
from webui.escape import as_html
from webui.evidence import show_first_page
from webui.session import language, quiet, show_problem, t
from webui.texts import EN, say_code

_PAGE = 1000
_TICK_S = 2.0
_FILTERS = ("", *(status.value for status in DocumentStatus if status is not DocumentStatus.DELETED))


def show(client: Client) -> None:
    """Draws the view."""
    if st.session_state.pop("deleted", False):
        st.toast(t("docs.deleted"))
    any_at_all = bool(client.documents(limit=1)[0])
    uploads.show(client, expanded=not any_at_all)
    if not any_at_all:
        st.info(t("docs.empty"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        chosen = st.selectbox(t("docs.filter"), _FILTERS, format_func=_filter_name, key="state_filter", width=260)
        st.button(t("docs.refresh"), icon=":material/refresh:", key="refresh")
    moving = st.session_state.get("moving", False)
    st.fragment(_list, run_every=_TICK_S if moving else None)(client, chosen or None)


def _filter_name(status: str) -> str:
    return t(f"status.{status}") if status else t("docs.all")


def _list(client: Client, status: str | None) -> None:
    limit = st.session_state.setdefault("document_limit", _PAGE)
    try:
        rows, more = client.documents(status=status, limit=limit)
    except Problem as problem:
        show_problem(problem, retry="list")
        return
    moving = any(row.status not in FINAL for row in rows)
    if moving != st.session_state.get("moving", False):
        st.session_state.moving = moving
        st.rerun()
    if not rows:
        st.info(t("docs.empty_filter"))
        return
    if not more:
        # The service gives the oldest first; whoever has just added a file looks for it at the top.
        rows.reverse()
    reasons = any(row.code for row in rows)
    # The table keeps its selection by row number: other rows must make another table, or the tick would slip.
    same_rows = zlib.crc32("".join(row.document_id for row in rows).encode())
    event = st.dataframe(
        [_cells(row, reasons) for row in rows],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"table-{same_rows}-{language()}",
        height="content" if len(rows) <= 12 else 460,
        placeholder="–",
        column_config={
            t("docs.col_title"): st.column_config.TextColumn(width=230),
            t("docs.col_state"): st.column_config.TextColumn(width=130),
            t("docs.col_reason"): st.column_config.TextColumn(width="medium"),
            t("docs.col_file"): st.column_config.TextColumn(width=330),
            t("docs.col_pages"): st.column_config.NumberColumn(width="small"),
        },
    )
    if more:
        st.button(t("docs.more"), on_click=_more)
    selected = [index for index in event.selection.rows if index < len(rows)]
    if selected:
        _details(client, rows[selected[0]])
    else:
        quiet(t("docs.hint"))


def _cells(row: DocumentRow, with_reason: bool) -> dict[str, object]:
    reason = {t("docs.col_reason"): say_code(language(), row.code) if row.code else ""} if with_reason else {}
    return {
        t("docs.col_title"): row.title,
        t("docs.col_state"): t(f"status.{row.status}"),
        **reason,
        t("docs.col_file"): row.filename,
        t("docs.col_pages"): row.page_count,
        t("docs.col_language"): _language_name(row.language),
        t("docs.col_date"): _date(row.created_at),
        t("docs.col_collection"): row.collection,
        t("docs.col_allow"): ", ".join(t("docs.everyone") if g == EVERYONE else g for g in row.allow),
    }


def _language_name(code: str | None) -> str:
    return t(f"language.{code}") if f"language.{code}" in EN else (code or "")


def _date(iso: str) -> str:
    try:
        moment = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso
    return moment.strftime("%d/%m/%Y %H:%M" if language() == "fr" else "%Y-%m-%d %H:%M")


def _details(client: Client, row: DocumentRow) -> None:
    with st.container(border=True, key="document"):
        st.html(
            f'<div class="sc-source"><b>{as_html(row.title)}</b><br><span>{as_html(row.filename)} · '
            f"{as_html(t(f'status.{row.status}'))}</span></div>"
        )
        if row.code:
            st.warning(say_code(language(), row.code))
        if row.reason:
            quiet(f"{t('detail')} {row.reason}")
        with st.container(horizontal=True):
            st.button(
                t("docs.open"), icon=":material/visibility:", on_click=_remember, args=("page_of", row.document_id)
            )
            st.button(t("docs.delete"), icon=":material/delete:", on_click=_remember, args=("erasing", row.document_id))
        if st.session_state.get("erasing") == row.document_id:
            _confirm(client, row)
        if st.session_state.get("page_of") == row.document_id:
            with st.container(width=720, key="first-page"):
                try:
                    show_first_page(client, row.document_id, row.filename)
                except Problem as problem:
                    show_problem(problem)


def _confirm(client: Client, row: DocumentRow) -> None:
    st.warning(f"**{t('docs.delete_title')}** {t('docs.delete_text')}")
    with st.container(horizontal=True):
        yes = st.button(t("docs.delete_yes"), key="erase-yes", type="primary")
        st.button(t("docs.delete_no"), key="erase-no", on_click=_remember, args=("erasing", None))
    if not yes:
        return
    try:
        client.delete(row.document_id)
    except Problem as problem:
        show_problem(problem)
        return
    st.session_state.erasing = None
    st.session_state.deleted = True
    st.rerun()


def _remember(key: str, document_id: str | None) -> None:
    st.session_state[key] = document_id


def _more() -> None:
    st.session_state.document_limit += _PAGE
