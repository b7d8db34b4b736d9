#!/usr/bin/env python3
"""`make run`: ingests samples/ into an empty store, starts service, worker and page, asks a first question.

Where no language model answers, the one in the box is fetched meanwhile (unless MODEL=none), and the question is asked
again when it is there. Everything ends with Ctrl-C. A second run finds its store and ingests nothing again.
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
from rag.models.box.folder import BoxFolder
from rag.models.choosing import find_model
from rag.service.ports import check_port
from rag.settings import Settings, load_settings
from rag.store.opening import open_store, service_answers

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
QUESTION = "Sous quel délai Nuagence doit-elle nous prévenir d'une violation de données ?"
START_S = 180
AGAIN = "`make run` or `rag models install small` goes on from there."


def main() -> None:
    os.chdir(ROOT)
    if os.environ.get("MODEL") == "none":
        os.environ["SOURCIER_BOX__ENABLED"] = "false"
    settings = load_settings()
    check_port(settings.service.host, settings.service.port, "PORT")
    check_port(settings.web.host, settings.web.port, "WEB_PORT")
    store = open_store(settings)
    key, new = store.keys.first_key(settings.admin_key_file)
    empty = not store.catalogue.counts(OWNER)
    store.close()
    if new:
        print(f"API key, shown only now and kept in {settings.admin_key_file}:\n  {key}\n", flush=True)
    fetching = fetch_model(settings)
    try:
        if empty:
            print("Ingesting samples/ …", flush=True)
            subprocess.run([BIN / "ingest", "add", "samples", "--collection", "samples"], check=False)
        serve(settings, fetching)
    finally:
        if fetching and fetching.poll() is None:
            os.killpg(fetching.pid, signal.SIGTERM)


def ports(settings: Settings) -> dict[str, str]:
    """Where service and page are: honcho gives each process a PORT of its own, which would move the service away from
    where the page looks for it."""
    return {"SOURCIER_SERVICE__PORT": str(settings.service.port), "SOURCIER_WEB__PORT": str(settings.web.port)}


def serve(settings: Settings, fetching: subprocess.Popen[bytes] | None) -> None:
    command = [BIN / "honcho", "start", "--no-colour"]
    processes = subprocess.Popen(command, start_new_session=True, env=os.environ | ports(settings))
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        processes.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        await_service(settings, processes)
    except ServiceUnreachableError:
        if stopping:
            sys.exit(0)
        processes.send_signal(signal.SIGTERM)
        processes.wait()
        raise
    if fetching and fetching.poll() == 0:
        fetching = None
    ask()
    print(
        f"\nPage  http://{settings.web.host}:{settings.web.port}\n"
        f"API   http://{settings.service.host}:{settings.service.port}/v1  (key: {settings.admin_key_file})\n"
        "Ctrl-C stops everything.",
        flush=True,
    )
    while fetching and processes.poll() is None:
        if fetching.poll() is None:
            time.sleep(0.3)
            continue
        if fetching.returncode == 0:
            print("\nThe language model is ready: answers are written from now on.", flush=True)
            ask()
        else:
            print(f"\nNo language model: answers stay quoted word for word. {AGAIN}", flush=True)
        fetching = None
    code = processes.wait()
    sys.exit(0 if stopping else code)


def fetch_model(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Begins to fetch the model in the box, where it is wanted, missing, and no server has a model."""
    if not settings.box.enabled or BoxFolder(settings.home).present() or find_model(settings):
        return None
    print("No language model answers: fetching a small one, 1.2 GB (MODEL=none leaves it out).", flush=True)
    # CI=true: lines in place of a bar, which other processes' lines would tear.
    return subprocess.Popen(
        [BIN / "rag", "models", "install", "small"],
        env=os.environ | {"CI": "true"},
        start_new_session=True,
    )


def ask() -> None:
    print(f"\n{QUESTION}", flush=True)
    subprocess.run([BIN / "rag", "ask", QUESTION], check=False)


def await_service(settings: Settings, processes: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while not service_answers(settings):
        if processes.poll() is not None or time.monotonic() > deadline:
            raise ServiceUnreachableError("The service did not start.", "The lines above say why.")
        time.sleep(0.3)


if __name__ == "__main__":
    run(main)
