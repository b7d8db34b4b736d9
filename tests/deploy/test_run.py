"""`make run` without a PORT: service and page find each other where the settings say, whatever honcho hands out."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent.parent
TELLS = "from rag.settings import load_settings as s; print('at', s().service.port, s().web.port, flush=True)"


def test_every_process_has_the_ports_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "WEB_PORT", "SOURCIER_SERVICE__PORT", "SOURCIER_WEB__PORT"):
        monkeypatch.delenv(name, raising=False)
    spec = importlib.util.spec_from_file_location("run", ROOT / "scripts" / "run.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    settings = load_settings()
    names = ("service", "worker", "page")
    (tmp_path / "tells.py").write_text(TELLS, encoding="utf-8")
    (tmp_path / "Procfile").write_text(
        "".join(f"{name}: {sys.executable} {tmp_path / 'tells.py'}\n" for name in names), encoding="utf-8"
    )
    done = subprocess.run(
        [script.BIN / "honcho", "start", "--no-colour"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | script.ports(settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = [line.split("at ")[1] for line in done.stdout.splitlines() if "| at " in line]
    # honcho stops all when the first has ended.
    assert said and set(said) == {f"{settings.service.port} {settings.web.port}"}, done.stdout
