#!/usr/bin/env python3
"""Writes constraints.txt, constraints-cluster.txt (what the extra `cluster` adds) and constraints-dev.txt (all the rest):
every package that is installed, pinned.

`unstructured` declares spaCy and numba for sentence splitting, which `ingest/parsing/unstructured_setup.py` replaces:
they and what only they need are left out (600 MB), as is OpenCV's build for screens, so the files are installed with
`pip install --no-deps -r …`.
Run it with torch already installed, so that pip keeps its CPU build: python scripts/lock.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = frozenset(
    [
        "spacy",
        "spacy-legacy",
        "spacy-loggers",
        "blis",
        "catalogue",
        "cloudpathlib",
        "confection",
        "cymem",
        "murmurhash",
        "preshed",
        "srsly",
        "thinc",
        "wasabi",
        "weasel",
        "smart_open",
        "smart-open",
        "numba",
        "llvmlite",
        # RapidOCR asks for the build that needs a screen's libraries; the headless one stands in for it.
        "opencv-python",
        "sourcier",
    ]
)
# The plain loop that `make bench` measures beside ours reads PDF files with it; it asks for pypdf 6 and works with 7.
APART = ["llama-index-readers-file==0.7.0"]


def resolve(requirements: list[str]) -> list[str]:
    """Pinned requirements for what pip would install into an empty environment."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
        subprocess.run([*command, "--report", report.name, *requirements], check=True)
        items = json.loads(Path(report.name).read_text())["install"]
    names = [(item["metadata"]["name"], item["metadata"]["version"]) for item in items]
    return sorted(
        (f"{name}=={version.split('+')[0]}" for name, version in names if name.lower() not in LEFT_OUT), key=str.lower
    )


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    # Resolved together, so that both files fit one environment.
    everything = resolve([*project["dependencies"], *extras["cluster"], *extras["dev"]])
    needed = {pin.split("==")[0] for pin in resolve(project["dependencies"])}
    clustered = {pin.split("==")[0] for pin in resolve([*project["dependencies"], *extras["cluster"]])}
    run = [pin for pin in everything if pin.split("==")[0] in needed]
    cluster = [pin for pin in everything if pin not in run and pin.split("==")[0] in clustered]
    dev = sorted([pin for pin in everything if pin not in run] + APART, key=str.lower)
    note = "# Made by scripts/lock.py; install with: pip install --no-deps -r FILE\n"
    (ROOT / "constraints.txt").write_text(note + "\n".join(run) + "\n")
    (ROOT / "constraints-cluster.txt").write_text(note + "\n".join(cluster) + "\n")
    (ROOT / "constraints-dev.txt").write_text(note + "\n".join(dev) + "\n")
    print(f"{len(run)} packages to run, {len(dev)} more to develop")


if __name__ == "__main__":
    main()
