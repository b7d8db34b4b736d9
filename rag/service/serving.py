"""Listens until told to stop."""

from __future__ import annotations

import uvicorn

from rag.opening import open_query_engine
from rag.service.app import create_app
from rag.service.ports import check_port
from rag.settings import Settings

_LOCK_PATIENCE_S = 30


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
