"""Whose request it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from rag.domain.rights import Reader
from rag.errors import ForbiddenError, UnauthenticatedError
from rag.opening import QueryEngine

_bearer = HTTPBearer(auto_error=False, description="The API key; the first is in admin.key in SOURCIER_HOME.")


def engine_of(request: Request) -> QueryEngine:
    """The query engine of the running service."""
    engine: QueryEngine = request.app.state.engine
    return engine


EngineOf = Annotated[QueryEngine, Depends(engine_of)]


def reader_of(
    engine: EngineOf, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Reader:
    """The reader whose key came with the request.

    Raises:
        UnauthenticatedError: no key, or one that is not known.
    """
    if credentials is None:
        raise UnauthenticatedError("No API key came with the request.")
    return engine.store.keys.reader(credentials.credentials)


ReaderOf = Annotated[Reader, Depends(reader_of)]


def possible_reader_of(
    engine: EngineOf, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Reader | None:
    """The reader whose key came with the request; None where none came, for a route that has another way in.

    Raises:
        UnauthenticatedError: a key came that is not known.
    """
    return None if credentials is None else engine.store.keys.reader(credentials.credentials)


def admin_of(reader: ReaderOf) -> Reader:
    """The reader, if it is an administrator.

    Raises:
        ForbiddenError: it is not.
    """
    if not reader.admin:
        raise ForbiddenError("This needs an administrator's key.")
    return reader


AdminOf = Annotated[Reader, Depends(admin_of)]
