from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import rag.index_commands
from rag.cli import app
from rag.errors import IndexLockedError
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from tests.support.embedder import FakeEmbedder
from tests.support.stores import bring_in, file_info


@pytest.fixture(autouse=True)
def surroundings(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_HOME", str(settings.home))
    monkeypatch.setattr(rag.index_commands, "load_embedder", lambda _settings: FakeEmbedder())
    index = EdgeIndex(index_folder(settings), settings.embedder.model, 32)
    bring_in(store, file_info("a.txt", b"a"), ["Le prix est de 10 €.", "La durée est de 3 ans."], index)
    bring_in(store, file_info("b.txt", b"b"), ["Le préavis est de 6 mois."], index)
    index.close()


def test_out_of_one_home_and_into_another(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "index.zip"
    ran = CliRunner().invoke(app, ["index", "export", str(file), "--json"])
    assert ran.exit_code == 0 and json.loads(ran.stdout) == {"file": str(file), "passages": 3}
    index_folder(settings).rename(tmp_path / "old")
    ran = CliRunner().invoke(app, ["index", "import", str(file), "--json"])
    assert ran.exit_code == 0 and json.loads(ran.stdout) == {"passages": 3, "skipped": 0, "incomplete": 0}
    assert CliRunner().invoke(app, ["index", "optimize"]).exit_code == 0
    index = EdgeIndex(index_folder(settings), settings.embedder.model, 32)
    assert len(list(index.live_points())) == 3
    index.close()


def test_a_document_that_the_file_lacks_is_told(settings: Settings, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "index.zip"
    CliRunner().invoke(app, ["index", "export", str(file)])
    bring_in(store, file_info("c.txt", b"c"), ["Le tribunal est celui de Lyon."])
    ran = CliRunner().invoke(app, ["index", "import", str(file)])
    assert ran.exit_code == 1 and "ingest reindex" in ran.output


def test_while_another_process_has_the_folder(settings: Settings, tmp_path: Path) -> None:
    index = EdgeIndex(index_folder(settings), settings.embedder.model, 32)
    ran = CliRunner().invoke(app, ["index", "export", str(tmp_path / "x.zip")])
    assert isinstance(ran.exception, IndexLockedError) and not (tmp_path / "x.zip").exists()
    index.close()
