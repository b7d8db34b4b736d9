"""The service: routes put together, opened and closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag import __version__
from rag.opening import QueryEngine
from rag.service import (
    chat,
    contracts,
    conversations,
    documents,
    exports,
    facts,
    internal,
    invoices,
    problems,
    questions,
)
from rag.service.identity import EngineOf
from rag.service.rendering import PageRenderer
from rag.store.opening import home_mark

_FORM_OVERHEAD = 1024 * 1024
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


def create_app(engine: QueryEngine) -> FastAPI:
    """The ASGI application over an open query engine."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.renderer = PageRenderer()
        app.state.renderer.warm()
        yield
        app.state.renderer.close()

    largest = engine.settings.ingest.max_file_mb * 1024 * 1024 + _FORM_OVERHEAD
    app = _Service(
        title="Sourcier",
        version=__version__,
        description="Cited answers over a company's own contracts and invoices.",
        lifespan=lifespan,
        max_body_size=largest,
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine = engine
    problems.install(app)
    app.include_router(documents.router)
    app.include_router(invoices.router)
    app.include_router(contracts.router)
    app.include_router(facts.router)
    app.include_router(exports.router)
    app.include_router(questions.router)
    app.include_router(chat.router)
    app.include_router(conversations.router)
    app.include_router(internal.router)

    @app.get("/healthz", tags=["health"])
    def healthz() -> dict[str, str]:
        """The process is up; ``home`` lets a command see that it shares this service's store."""
        return {"status": "ok", "version": __version__, "home": home_mark(engine.settings)}

    @app.get("/readyz", tags=["health"])
    def readyz(engine: EngineOf) -> dict[str, str]:
        """Database and index answer."""
        engine.store.catalogue.unfinished()
        engine.index.info()
        return {"status": "ready"}

    return app


class _Service(FastAPI):
    """FastAPI with our headers outside all else: its own answers to crashes and to large bodies get them, too."""

    def build_middleware_stack(self) -> ASGIApp:
        """See FastAPI."""
        return SafeHeaders(_KnownSize(super().build_middleware_stack(), self.max_body_size or 0))


class _KnownSize:
    """Refuses a body that is announced as too large with a problem; FastAPI counts those that are not announced."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers in the application's place where the body is too large."""
        if scope["type"] == "http":
            announced = Headers(scope=scope).get("content-length", "")
            if announced.isdecimal() and int(announced) > self._largest:
                await problems.too_large()(scope, receive, send)
                return
        await self._app(scope, receive, send)


class SafeHeaders:
    """Headers that keep browsers from guessing types, framing, and keeping what may be confidential."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the headers that the route did not set itself."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
