"""The model in the box as it runs: a llama.cpp server, child of this process, on a free port of the loopback.

It is started by the first question, started again when it dies (not endlessly), and ends with this process, however
that ends: see :mod:`rag.models.box.launching`.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import structlog
from pydantic import SecretStr

from rag.errors import ModelFileError, ModelUnreachableError
from rag.models.box import launching
from rag.models.box.contents import SMALL, Contents
from rag.models.box.folder import BoxFolder
from rag.models.box.machine import threads
from rag.models.language_model import Completion, LanguageModel, Message, ServedModel
from rag.models.openai_model import OpenAIModel
from rag.settings import OpenAISettings, Settings

_DEATHS = 3
_WITHIN_S = 600
_LOADING_S = 120
_POLL_S = 0.1
_STOPPING_S = 5
_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_", "VK_")
log = structlog.get_logger()


class BoxServer:
    """The one server of the box in this process; it runs from the first question to :meth:`close`."""

    def __init__(self, settings: Settings, contents: Contents = SMALL) -> None:
        self._settings = settings
        self._folder = BoxFolder(settings.home, contents)
        self._log = settings.log_folder / "llama-server.log"
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: OpenAISettings | None = None
        self._closed = False
        self._rests_until = 0.0

    def model(self) -> LanguageModel | None:
        """The model when it is installed, allowed, and its server has not just died again and again; starts nothing."""
        if not self._settings.box.enabled or self._closed or not self._folder.present():
            return None
        return None if time.monotonic() < self._rests_until else BoxedModel(self._settings.openai, self)

    def share_fetched(self) -> float | None:
        """How much of the model has come, from 0 to 1, while it is being fetched; else None."""
        if not self._settings.box.enabled or self._folder.present():
            return None
        return self._folder.share_fetched()

    def connection(self) -> OpenAISettings:
        """Where the server answers; it is started if need be, and waited for while it loads the model.

        Raises:
            ModelUnreachableError: it does not start.
        """
        with self._changed:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._keep_running, name="model-in-the-box", daemon=True)
                self._thread.start()
            patience = self._settings.openai.first_token_timeout_s
            self._changed.wait_for(lambda: self._ready or self._thread is None, patience)
            if self._ready is None:
                raise ModelUnreachableError(
                    "The model in the box does not start, or not in time.", f"Look at {self._log} and at `rag doctor`."
                )
            return self._ready

    @property
    def name(self) -> str:
        """The model's name."""
        return self._folder.contents.model.name

    def close(self) -> None:
        """Ends the server."""
        with self._changed:
            self._closed = True
            thread = self._thread
            if self._process is not None:
                self._process.terminate()
        if thread is not None:
            thread.join(_STOPPING_S)
            if thread.is_alive() and self._process is not None:
                self._process.kill()
            thread.join()

    def _keep_running(self) -> None:
        """The life of the server. This thread must outlive it: the kernel kills the child when its thread ends."""
        deaths: list[float] = []
        try:
            self._folder.check()
            while len([died for died in deaths if time.monotonic() - died < _WITHIN_S]) < _DEATHS:
                code = self._run_once()
                if self._closed:
                    return
                deaths.append(time.monotonic())
                log.warning("box_server_died", code=code, deaths=len(deaths))
        except (ModelFileError, OSError) as error:
            log.warning("box_not_started", error=type(error).__name__)
        finally:
            with self._changed:
                self._rests_until = time.monotonic() + _WITHIN_S
                self._thread = None
                self._changed.notify_all()

    def _run_once(self) -> int:
        port, key = _free_port(), secrets.token_urlsafe(32)
        url = f"http://127.0.0.1:{port}"
        self._log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._changed, self._log.open("wb") as output:
            if self._closed:
                return 0
            process = subprocess.Popen(
                self._command(port),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment(key),
                # Ctrl-C at a terminal is for this process, which then ends the server in order.
                start_new_session=True,
            )
            self._process = process
        try:
            if _await_health(url, process):
                with self._changed:
                    changes: dict[str, Any] = {"url": f"{url}/v1", "api_key": SecretStr(key)}
                    self._ready = self._settings.openai.model_copy(update=changes)
                    self._changed.notify_all()
            else:
                process.kill()
            return process.wait()
        finally:
            with self._changed:
                self._ready = None

    def _command(self, port: int) -> list[str]:
        launcher = [sys.executable, "-I", "-S", str(Path(launching.__file__)), str(os.getpid())]
        model = self._folder.contents.model
        # --cache-ram 0: prompts of other questions are not kept in memory (8 GiB of them by default).
        return [
            *(*launcher, str(self._folder.binary), "--model", str(self._folder.model), "--alias", model.name),
            *("--host", "127.0.0.1", "--port", str(port), "--ctx-size", str(self._settings.openai.num_ctx)),
            *("--parallel", "1", "--threads", str(threads()), "--cache-ram", "0"),
            *("--no-webui", "--no-slots", "--offline"),
        ]

    def _environment(self, key: str) -> dict[str, str]:
        """The key goes this way because command lines are there for every user of the machine to read."""
        kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT_VARIABLES)}
        return kept | {"LD_LIBRARY_PATH": str(self._folder.binary.parent), "LLAMA_API_KEY": key}


class BoxedModel(ServedModel):
    """A :class:`rag.models.language_model.LanguageModel` whose server is started by the first question."""

    def __init__(self, settings: OpenAISettings, server: BoxServer) -> None:
        super().__init__(settings.model_copy(update={"url": "http://127.0.0.1"}), server.name)
        self._box = server

    def _pieces(
        self, messages: list[Message], schema: dict[str, Any], completion: Completion, transport: httpx.BaseTransport
    ) -> Iterator[str]:
        served = OpenAIModel(self._box.connection(), self._name)
        yield from served._pieces(messages, schema, completion, transport)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_health(url: str, process: subprocess.Popen[bytes]) -> bool:
    """True as soon as the server has loaded its model; False when it dies or takes too long."""
    deadline = time.monotonic() + _LOADING_S
    with httpx.Client(trust_env=False, timeout=2) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if client.get(f"{url}/health").status_code == httpx.codes.OK:
                    return True
            except httpx.HTTPError:
                pass
            time.sleep(_POLL_S)
    return False
