"""The commands, run in this process as their scripts run them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

import ingest.cli


@dataclass(frozen=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Commands:
    """``ingest(…)`` runs `ingest …` and returns its exit code and what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: object) -> Ran:
        self._monkeypatch.setattr(sys, "argv", ["ingest", *map(str, arguments)])
        self._capsys.readouterr()
        code = 0
        try:
            ingest.cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = self._capsys.readouterr()
        return Ran(code, printed.out, printed.err)
