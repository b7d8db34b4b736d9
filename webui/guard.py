"""What every response carries and which requests are let in: the page's protection in the browser.

On loopback the page uses the administrator's key without asking. So a site in the same browser must not reach it:
neither by a request from its own pages (``Origin``), nor by a name that it makes point to 127.0.0.1 (``Host``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from rag.settings import is_loopback

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_REFUSED = "This page answers only under its own address.\n"


def content_security_policy(script_hashes: list[str]) -> str:
    """The policy: nothing is loaded from, sent to or framed by any other address.

    Streamlit's only inline script is let in by its hash. Its styles are written by script, hence 'unsafe-inline'
    for styles; Streamlit compiles no script from strings on this page.
    """
    scripts = " ".join(["'self'", *(f"'{digest}'" for digest in script_hashes)])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


class Guard:
    """ASGI middleware: refuses foreign origins and host names, adds the headers."""

    def __init__(self, app: App, *, loopback: bool, policy: str) -> None:
        self._app = app
        self._loopback = loopback
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"no-referrer"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handles one request or websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not self.lets_in(headers.get("host", ""), headers.get("origin")):
            await _refuse(scope["type"], send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, with_headers)

    def lets_in(self, host: str, origin: str | None) -> bool:
        """True for a request of this very page, or one that no page made."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if self._loopback and not is_loopback(name):
            return False
        return origin is None or urlsplit(origin).netloc == host


async def _refuse(kind: str, send: Send) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "origin"})
        return
    plain = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": plain})
    await send({"type": "http.response.body", "body": _REFUSED.encode()})
