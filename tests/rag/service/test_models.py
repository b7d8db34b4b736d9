"""Which model answers, as the service tells it: the one in the box is picked up without a restart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.models.box.folder import BoxFolder
from rag.models.box.installing import install
from rag.models.box.running import BoxServer
from tests.rag.models.box.tiny import BYTES, FILENAME, tiny_contents
from tests.rag.service.house import House


def test_a_model_on_its_way_is_told_and_then_answers(house: House, tmp_path: Path) -> None:
    settings, contents = house.engine.settings, tiny_contents(tmp_path / "usb")
    (tmp_path / "usb" / FILENAME).write_bytes(BYTES)
    box, folder = BoxServer(settings, contents), BoxFolder(settings.home, contents)
    house.app.state.engine = replace(house.engine, box=box)
    try:
        told = house.ask("member", "GET", "/v1/models").json()
        assert (told["active"], told["coming"]) == (None, None)
        assert [model["id"] for model in told["data"]] == ["sourcier"]
        folder.root.mkdir(parents=True)
        folder.partial.write_bytes(BYTES[:500])
        told = house.ask("member", "GET", "/v1/models").json()
        assert (told["active"], told["coming"]) == (None, 0.2)
        install(folder, tmp_path / "usb", lambda _: None)
        told = house.ask("member", "GET", "/v1/models").json()
        assert (told["active"], told["coming"]) == ("tiny:1b", None)
    finally:
        box.close()
