#!/usr/bin/env python3
"""`make run`: ingests samples/ into an empty store, starts service, worker and page, asks a first question.

Everything ends with Ctrl-C. A second run finds its store and ingests nothing again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from rag.console import run
from rag.domain.rights import OWNER
from rag.errors import ServiceUnreachableError
from rag.service.ports import check_port
from rag.settings import Settings, load_settings
from rag.store.opening import open_store, service_answers

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
QUESTION = "Sous quel délai Nuagence doit-elle nous prévenir d'une violation de données ?"
START_S = 180


def main() -> None:
    os.chdir(ROOT)
    settings = load_settings()
    check_port(settings.service.host, settings.service.port, "PORT")
    check_port(settings.web.host, settings.web.port, "WEB_PORT")
    store = open_store(settings)
    key, new = store.keys.first_key(settings.admin_key_file)
    empty = not store.catalogue.counts(OWNER)
    store.close()
    if new:
        print(f"API key, shown only now and kept in {settings.admin_key_file}:\n  {key}\n", flush=True)
    if empty:
        print("Ingesting samples/ …", flush=True)
        subprocess.run([BIN / "ingest", "add", "samples", "--collection", "samples"], check=False)
    processes = subprocess.Popen([BIN / "honcho", "start", "--no-colour"], start_new_session=True)
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        processes.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        await_service(settings, processes)
        print(f"\n{QUESTION}", flush=True)
        subprocess.run([BIN / "rag", "ask", QUESTION], check=False)
        print(
            f"\nPage  http://{settings.web.host}:{settings.web.port}\n"
            f"API   http://{settings.service.host}:{settings.service.port}/v1  (key: {settings.admin_key_file})\n"
            "Ctrl-C stops everything.",
            flush=True,
        )
    except ServiceUnreachableError:
        if not stopping:
            processes.send_signal(signal.SIGTERM)
            processes.wait()
            raise
    code = processes.wait()
    sys.exit(0 if stopping else code)


def await_service(settings: Settings, processes: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while not service_answers(settings):
        if processes.poll() is not None or time.monotonic() > deadline:
            raise ServiceUnreachableError("The service did not start.", "The lines above say why.")
        time.sleep(0.3)


if __name__ == "__main__":
    run(main)
