"""The HTML file around the page: Streamlit's own, with our name, icon and the reader's language in it.

Streamlit ships it in English and titled "Streamlit"; a browser or screen reader would take a French page for English.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse

from webui.texts import Language

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_ICON = Path(__file__).with_name("icon.png")


class Shell:
    """Streamlit's index.html, once for each language."""

    def __init__(self) -> None:
        source = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
        self.script_hashes = [_digest(script) for script in _SCRIPT.findall(source)]
        self._html: dict[Language, str] = {"fr": _adapt(source, "fr"), "en": _adapt(source, "en")}

    async def respond(self, request: Request) -> HTMLResponse:
        """The HTML in the language that the browser asks for."""
        html = self._html[preferred_language(request.headers.get("accept-language", ""))]
        return HTMLResponse(html, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


def preferred_language(accepted: str | None) -> Language:
    """French if that is the first of the browser's languages that the page speaks, else English."""
    for part in (accepted or "").lower().split(","):
        code = part.strip()[:2]
        if code in ("fr", "en"):
            return "fr" if code == "fr" else "en"
    return "en"


def _adapt(source: str, language: Language) -> str:
    icon = "data:image/png;base64," + base64.b64encode(_ICON.read_bytes()).decode()
    need = "Cette page a besoin de JavaScript." if language == "fr" else "This page needs JavaScript."
    html = source.replace('<html lang="en">', f'<html lang="{language}">')
    html = html.replace("<title>Streamlit</title>", "<title>Sourcier</title>")
    html = html.replace('href="./favicon.png"', f'href="{icon}"')
    # Addresses are made absolute: the same file is served under /documents.
    html = html.replace('"./', '"/')
    return _NOSCRIPT.sub(f"<noscript><p>{need}</p></noscript>", html)


def _digest(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
