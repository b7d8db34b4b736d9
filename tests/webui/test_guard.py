from __future__ import annotations

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from rag.settings import Settings
from webui.guard import Guard, content_security_policy
from webui.look import streamlit_options
from webui.shell import Shell, preferred_language


def _guard(loopback: bool = True) -> Guard:
    return Guard(Starlette(), loopback=loopback, policy="default-src 'none'")


@pytest.mark.parametrize(
    ("host", "origin", "let_in"),
    [
        ("127.0.0.1:8501", None, True),
        ("localhost:8501", "http://localhost:8501", True),
        ("[::1]:8501", "http://[::1]:8501", True),
        ("127.0.0.1:8501", "http://evil.example", False),
        ("127.0.0.1:8501", "http://127.0.0.1:9000", False),
        ("127.0.0.1:8501", "null", False),
        ("evil.example:8501", "http://evil.example:8501", False),
        ("127.0.0.1.evil.example:8501", None, False),
        ("[broken", None, False),
        ("", None, False),
    ],
)
def test_on_loopback_only_this_page_gets_in(host: str, origin: str | None, let_in: bool) -> None:
    assert _guard().lets_in(host, origin) is let_in


def test_on_the_network_any_name_but_no_other_origin() -> None:
    guard = _guard(loopback=False)
    assert guard.lets_in("sourcier.example:8501", "https://sourcier.example:8501")
    assert not guard.lets_in("sourcier.example:8501", "https://evil.example")


async def _get(app: object, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
        return await client.get("/", headers=headers)


def test_headers_are_on_every_response_and_a_foreign_request_is_refused() -> None:
    import asyncio

    inner = Starlette(routes=[Route("/", lambda _: PlainTextResponse("page"))])
    guard = Guard(inner, loopback=True, policy="default-src 'none'")
    answer = asyncio.run(_get(guard))
    assert answer.text == "page"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["x-frame-options"] == "DENY"
    refused = asyncio.run(_get(guard, origin="http://evil.example"))
    assert refused.status_code == 403
    assert refused.text != "page"


def test_the_policy_names_no_other_address_and_lets_no_script_be_compiled() -> None:
    policy = content_security_policy(Shell().script_hashes)
    assert "http" not in policy and "*" not in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts and "sha256-" in scripts
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_shell_speaks_the_language_and_names_no_other_address(language: str) -> None:
    html = Shell()._html[language]  # type: ignore[index]
    assert f'<html lang="{language}">' in html
    assert "<title>Sourcier</title>" in html
    assert re.findall(r'(?:src|href)="(?!/|data:)', html) == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("en-GB,en", "en"), ("de-DE,fr;q=0.5", "fr"), ("de", "en"), (None, "en")],
)
def test_language_of_the_browser(accepted: str | None, language: str) -> None:
    assert preferred_language(accepted) == language


def test_streamlit_sends_nothing_home() -> None:
    options = streamlit_options(Settings())
    assert options["browser.gatherUsageStats"] is False
    assert options["logger.hideWelcomeMessage"] is True
    assert options["client.toolbarMode"] == "minimal"
    assert options["server.address"] == "127.0.0.1"
