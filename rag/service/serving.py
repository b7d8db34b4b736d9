"""Listens until told to stop."""

from __future__ import annotations

import socket

import uvicorn

from rag.errors import PortTakenError
from rag.opening import open_query_engine
from rag.service.app import create_app
from rag.settings import Settings

_LOCK_PATIENCE_S = 30


def check_port(host: str, port: int, variable: str) -> None:
    """Sees that a port is free.

    Raises:
        PortTakenError: it is not; the text names it and the variable that changes it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(
                f"Port {port} on {host} cannot be used ({error.strerror}).",
                f"Stop what listens there, or choose another port: {variable}=… .",
            ) from None


def serve(settings: Settings) -> None:
    """Runs the service; returns after SIGINT or SIGTERM.

    Raises:
        PortTakenError: the port is taken.
        IndexLockedError: another process keeps the index open for more than 30 seconds.
    """
    host, port = settings.service.host, settings.service.port
    check_port(host, port, "PORT")
    with open_query_engine(settings, _LOCK_PATIENCE_S) as engine:
        engine.store.keys.first_key(settings.admin_key_file)
        uvicorn.run(
            create_app(engine),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
