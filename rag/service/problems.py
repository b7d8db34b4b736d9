"""Errors as problem responses (RFC 9457)."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import DiskFullError, SourcierError, TooLargeError, classify

log = structlog.get_logger()


def problem(error: SourcierError) -> dict[str, Any]:
    """The members of a problem: type, title, status, detail, and ours: code (stable) and remedy (what to do)."""
    return {
        "type": f"urn:sourcier:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "remedy": error.remedy,
    }


def _respond(body: dict[str, Any]) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if body["status"] == 401 else None
    return JSONResponse(body, body["status"], headers, media_type="application/problem+json")


def too_large() -> JSONResponse:
    """The response to a request whose body is too large."""
    return _respond(problem(TooLargeError("The request is larger than this service takes.")))


def install(app: FastAPI) -> None:
    """Makes every error of ``app`` a problem response."""

    @app.exception_handler(SourcierError)
    def known(_: Request, error: SourcierError) -> JSONResponse:
        return _respond(problem(error))

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 413:
            return too_large()
        body = {
            "type": "about:blank",
            "title": str(error.detail),
            "status": error.status_code,
            "detail": str(error.detail),
            "code": "not_found" if error.status_code == 404 else "bad_request",
            "remedy": "The API is described at /openapi.json.",
        }
        return _respond(body)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # What was sent is left out: it may be a question or a document.
        fields = [
            {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"]} for item in error.errors()
        ]
        detail = "; ".join(f"{field['field']}: {field['message']}" for field in fields)
        body = {
            "type": "urn:sourcier:bad_request",
            "title": "The request cannot be carried out",
            "status": 422,
            "detail": detail,
            "code": "bad_request",
            "remedy": "Correct the fields named here; the API is described at /openapi.json.",
            "errors": jsonable_encoder(fields),
        }
        return _respond(body)

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected_error", path=request.scope.get("route_path", ""), type=type(error).__name__)
        known = classify(error)
        return _respond(problem(known) | ({} if isinstance(known, DiskFullError) else {"status": 500}))
