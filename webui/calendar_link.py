"""The address by which a calendar program fetches the deadlines: made, shown once, withdrawn."""

from __future__ import annotations

import streamlit as st

from webui import writing
from webui.facts_client import FactsClient
from webui.session import quiet, settings, t


def show_calendar_link(facts: FactsClient) -> None:
    """A button that opens what there is to know and do about the link."""
    with st.popover(t("feed.button"), icon=":material/calendar_add_on:"):
        quiet(t("feed.why"))
        made = facts.feed_made()
        if made is not None:
            quiet(t("feed.made", day=writing.day(made.date())))
        with st.container(horizontal=True, gap="small"):
            st.button(t("feed.again" if made else "feed.make"), key="feed-make", on_click=_make, args=(facts,))
            if made is not None:
                st.button(t("feed.withdraw"), key="feed-withdraw", type="tertiary", on_click=_withdraw, args=(facts,))
        address = st.session_state.get("feed-address")
        if made is not None and address:
            st.code(address, language=None, wrap_lines=True)
            quiet(t("feed.once"))


def _make(facts: FactsClient) -> None:
    st.session_state["feed-address"] = settings().service_url + facts.make_feed()


def _withdraw(facts: FactsClient) -> None:
    facts.withdraw_feed()
    st.session_state.pop("feed-address", None)
