"""The view "Deadlines": by when a contract must be ended, how that was worked out, and ways to carry it elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import streamlit as st

from rag.domain.facts import Deadline
from webui import writing
from webui.calendar_link import show_calendar_link
from webui.client import Client
from webui.contract_corrections import show_contract_correction
from webui.downloads import show_downloads
from webui.escape import as_html
from webui.facts_client import FactsClient
from webui.figures import place_of_deadline
from webui.month_grid import month_grid
from webui.places import show_place
from webui.session import language, quiet, t

_SOON, _NEAR = 30, 90
_PERIODS = ("3", "6", "12", "all", "past")
Colour = Literal["red", "orange", "green", "gray"]


def show(client: Client) -> None:
    """Draws the view."""
    facts, today = FactsClient(client), date.today()
    st.html(f'<h1 class="sc-title">{as_html(t("due.title"))}</h1>')
    with st.container(horizontal=True, vertical_alignment="bottom", key="due-bar"):
        chosen = st.selectbox(
            t("due.period"), _PERIODS, index=2, format_func=lambda one: t(f"due.{one}"), key="due-period", width=240
        )
        how = st.segmented_control(
            t("due.how"),
            ["list", "calendar"],
            default="list",
            format_func=lambda name: t(f"due.{name}"),
            key="due-how",
            required=True,
            label_visibility="collapsed",
        )
    period = _period(chosen, today)
    with st.container(horizontal=True, gap="small", key="due-ways"):
        show_downloads(facts, "deadlines", period)
        show_calendar_link(facts)
    if how == "calendar":
        found = facts.deadlines(language(), {})
        _calendar(found, today)
    else:
        found = facts.deadlines(language(), period)
    if not found:
        st.info(t("due.none"))
        return
    left, right = st.columns([5, 6], gap="large")
    shown = _opened(found)
    with left:
        for deadline in _listed(found, today) if how == "calendar" else found:
            _entry(deadline, today, opened=deadline is shown)
    with right, st.container(border=True, key="evidence"):
        show_place(client, place_of_deadline(shown))
        show_contract_correction(facts, shown.document_id)


def _period(chosen: str, today: date) -> dict[str, str]:
    """The first and the last day, as the service takes them."""
    if chosen == "past":
        return {"to": date.fromordinal(today.toordinal() - 1).isoformat()}
    if chosen == "all":
        return {}
    month = today.month - 1 + int(chosen)
    # Every month has a 28th.
    last = date(today.year + month // 12, month % 12 + 1, min(today.day, 28))
    return {"from": today.isoformat(), "to": last.isoformat()}


def _opened(found: Sequence[Deadline]) -> Deadline:
    opened = st.session_state.get("due-opened")
    return next((deadline for deadline in found if deadline.document_id == opened), found[0])


def _open(document_id: str) -> None:
    st.session_state["due-opened"] = document_id


def _entry(deadline: Deadline, today: date, opened: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"due-{deadline.document_id}"):
        about = " · ".join(deadline.parties) or deadline.filename
        st.html(f'<div class="sc-source"><b>{as_html(deadline.title)}</b><br><span>{as_html(about)}</span></div>')
        if deadline.notice_by is not None:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                line = f"{as_html(t('due.notice_by'))} <b>{as_html(writing.day(deadline.notice_by))}</b>"
                st.html(f'<div class="sc-due">{line}</div>', width="content")
                _badge((deadline.notice_by - today).days)
        if deadline.term_end is not None:
            after = {True: "due.goes_on", False: "due.stops", None: "due.unknown"}[deadline.tacit]
            quiet(t("due.term_end", day=writing.day(deadline.term_end), after=t(after)))
        if deadline.problem:
            st.html(f'<div class="sc-problem">{as_html(deadline.problem)}</div>')
        if deadline.steps:
            with st.expander(t("due.steps"), icon=":material/calculate:"):
                st.html(f'<ol class="sc-steps">{"".join(f"<li>{as_html(step)}</li>" for step in deadline.steps)}</ol>')
        st.button(
            t("due.see"),
            key=f"due-see-{deadline.document_id}",
            icon=":material/find_in_page:",
            type="primary" if opened else "tertiary",
            on_click=_open,
            args=(deadline.document_id,),
        )


def _badge(days: int) -> None:
    colour: Colour = "gray" if days < 0 else "red" if days <= _SOON else "orange" if days <= _NEAR else "green"
    if days < 0:
        text = t("due.passed")
    elif days == 0:
        text = t("due.today")
    else:
        text = t("due.one_day") if days == 1 else t("due.days", days=days)
    st.badge(text, color=colour)


def _calendar(found: Sequence[Deadline], today: date) -> None:
    first = _month(today)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="due-months"):
        st.button(t("due.before"), key="due-before", icon=":material/chevron_left:", on_click=_move, args=(-1,))
        st.button(t("due.now"), key="due-now", on_click=_move, args=(0,))
        st.button(t("due.after"), key="due-after", icon=":material/chevron_right:", on_click=_move, args=(1,))
    events: dict[date, list[tuple[str, str]]] = {}
    for deadline in found:
        if deadline.notice_by:
            events.setdefault(deadline.notice_by, []).append(("notice", t("due.event_notice", title=deadline.title)))
        if deadline.term_end:
            events.setdefault(deadline.term_end, []).append(("end", t("due.event_end", title=deadline.title)))
    st.html(month_grid(first, events, today, language()))


def _month(today: date) -> date:
    """The first day of the month on show."""
    month = today.year * 12 + today.month - 1 + st.session_state.get("due-moved", 0)
    return date(month // 12, month % 12 + 1, 1)


def _move(by: int) -> None:
    st.session_state["due-moved"] = st.session_state.get("due-moved", 0) + by if by else 0


def _listed(found: Sequence[Deadline], today: date) -> list[Deadline]:
    """Those with a day in the month on show."""
    first = _month(today)
    days = {d.document_id: [day for day in (d.notice_by, d.term_end) if day] for d in found}
    return [d for d in found if any((day.year, day.month) == (first.year, first.month) for day in days[d.document_id])]
