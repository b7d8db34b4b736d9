"""What one visit keeps: its language, its key, its client of the service."""

from __future__ import annotations

import time

import streamlit as st

from rag.errors import SourcierError, UnauthenticatedError
from rag.settings import Settings, is_loopback, load_settings
from webui.client import Client, Mode, Problem
from webui.escape import as_html
from webui.shell import preferred_language
from webui.texts import Language, say, say_code

MODEL_SECONDS = 20


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings of this process."""
    return load_settings()


def language() -> Language:
    """The language of this visit: the browser's until the reader switches."""
    if "language" not in st.session_state:
        st.session_state.language = preferred_language(st.context.locale)
    chosen: Language = st.session_state.language
    return chosen


def language_switch() -> None:
    """Lets the reader choose the language. Kept apart from the widget, which forgets when the view changes."""

    def switch() -> None:
        st.session_state.language = st.session_state.get("language_switch") or language()

    st.segmented_control(
        t("language"),
        ["fr", "en"],
        default=language(),
        format_func=str.upper,
        key="language_switch",
        on_change=switch,
        required=True,
        label_visibility="collapsed",
    )


def t(key: str, **values: object) -> str:
    """The text ``key`` in the language of this visit. It is read as Markdown: ``values`` must be trusted."""
    return say(language(), key, **values)


def quiet(text: str) -> None:
    """A line in small grey letters; any text may be given."""
    st.html(f'<div class="sc-quiet">{as_html(text)}</div>')


def show_problem(problem: Problem, retry: str | None = None) -> None:
    """What went wrong, what to do, the service's own words, and with ``retry`` (a key) a button to try again."""
    st.error(say_code(language(), problem.code))
    if problem.detail:
        quiet(f"{t('detail')} {problem.detail}")
    if retry:
        st.button(t("retry"), key=f"retry-{retry}")


def client() -> Client | None:
    """The client with this visit's key; None while there is none, and the page then shows what is missing."""
    if is_loopback(settings().web.host):
        return _client_of(_admin_key())
    key = st.session_state.get("api_key")
    if key is None:
        _ask_for_key()
    return _client_of(key)


def forget_key() -> None:
    """Ends the use of the typed key and of all that was read with it."""
    kept = st.session_state.get("language")
    st.session_state.clear()
    if kept:
        st.session_state.language = kept


def typed_key() -> bool:
    """True when the key in use was typed on the page."""
    return "api_key" in st.session_state


def active_model() -> str | None:
    """The model that answers; see :func:`mode`."""
    return mode().active


def mode() -> Mode:
    """How answers are made, asked of the service at most every 20 seconds.

    Raises:
        Problem: the service does not answer or knows not the key.
    """
    cached: tuple[float, Mode] | None = st.session_state.get("model")
    if cached is None or time.monotonic() - cached[0] > MODEL_SECONDS:
        current: Client = st.session_state.client[1]
        cached = (time.monotonic(), current.mode())
        st.session_state.model = cached
    return cached[1]


def forget_model() -> None:
    """Makes the next look at the model a fresh one: the service has just failed."""
    st.session_state.pop("model", None)


def _admin_key() -> str | None:
    path = settings().admin_key_file
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except OSError:
        st.error(t("key.missing", path=f"`{path}`"))
        st.button(t("retry"), key="retry-key")
        return None


def _client_of(key: str | None) -> Client | None:
    if key is None:
        return None
    held: tuple[str, Client] | None = st.session_state.get("client")
    if held is None or held[0] != key:
        held = (key, Client(settings().service_url, key))
        st.session_state.client = held
    return held[1]


def _ask_for_key() -> None:
    with st.form("key", width=480):
        st.html(f'<div class="sc-title">{t("key.title")}</div>')
        quiet(t("key.why"))
        key = st.text_input(t("key.label"), type="password", autocomplete="off").strip()
        sent = st.form_submit_button(t("key.button"), type="primary")
    if not sent:
        return
    if not key or not key.isascii():
        show_problem(Problem(UnauthenticatedError.code, ""))
        return
    candidate = Client(settings().service_url, key)
    try:
        candidate.mode()
    except Problem as problem:
        candidate.close()
        show_problem(problem if problem.code else Problem(SourcierError.code, problem.detail))
        return
    st.session_state.api_key = key
    st.rerun()
