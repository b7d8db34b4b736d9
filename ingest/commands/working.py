"""`ingest worker`."""

from __future__ import annotations

import logging
import signal
from typing import Annotated

import typer

from ingest.commands.shared import opened
from ingest.runtime import draining_engine, standing_engine
from rag.logs import configure_logging


def worker(
    drain: Annotated[bool, typer.Option("--drain", help="End when the queue is empty.")] = False,
    patience: Annotated[float, typer.Option(help="Seconds to wait for the service at the start.")] = 120,
) -> None:
    """Work on the queue until stopped; the service must run. Example: ingest worker --drain"""
    configure_logging(logging.INFO)
    settings, store = opened()
    if drain:
        with draining_engine(settings, store) as engine:
            engine.drain()
        return
    with standing_engine(settings, store, patience) as engine:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: engine.stop())
        engine.serve()
