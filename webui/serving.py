"""The web server: Streamlit's, behind our guard and in our shell."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from rag.errors import SourcierError
from rag.settings import Settings, is_loopback
from webui.client import Problem
from webui.guard import Guard, content_security_policy
from webui.look import streamlit_options
from webui.session import show_problem
from webui.shell import Shell

_PAGE = Path(__file__).with_name("page.py")
PATHS = ("/", "/invoices", "/deadlines", "/documents")


def serve(settings: Settings) -> None:
    """Serves the page until a signal ends it."""
    shell = Shell()
    guard = Middleware(
        Guard,
        loopback=is_loopback(settings.web.host),
        policy=content_security_policy(shell.script_hashes),
    )
    app = st.App(
        _PAGE,
        routes=[Route(path, shell.respond, methods=["GET"]) for path in PATHS],
        middleware=[guard],
        on_script_error=_tell,
    )
    app.run(config=streamlit_options(settings))


def _tell(error: Exception) -> bool:
    """In place of Streamlit's own message, which is in English and speaks of its makers' cloud."""
    show_problem(Problem(SourcierError.code, type(error).__name__), retry="script")
    return True
