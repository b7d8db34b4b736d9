"""What all tests share: a clean environment, a temporary home, a store, one embedding model for the session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Read when these libraries are loaded, so set before any test loads them.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["DO_NOT_TRACK"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import hypothesis
import pytest
import structlog

from rag.models.embedder import Embedder, load_embedder
from rag.settings import EmbedderSettings, IngestSettings, OllamaSettings, ServiceSettings, Settings
from rag.store.opening import Store, open_store
from tests.support.embedder import FakeEmbedder
from tests.support.processes import free_port

# A shared machine may take its time over any example; what else the profile says (CI's draws the same each time) stays.
hypothesis.settings.register_profile("no_deadline", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("no_deadline")


@pytest.fixture(autouse=True)
def clean_environment() -> Iterator[None]:
    """No setting leaks in from outside, and none leaks out (load_settings maps PORT to a setting)."""
    before = dict(os.environ)
    for name in before:
        if name.startswith("SOURCIER_") or name in ("PORT", "WEB_PORT", "CI"):
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """Events go nowhere: a test's stderr is closed after it, and structlog would keep it."""
    structlog.configure(
        processors=[_drop], logger_factory=structlog.ReturnLoggerFactory(), cache_logger_on_first_use=False
    )
    yield
    structlog.reset_defaults()


def _drop(_logger: object, _name: str, _event: object) -> object:
    raise structlog.DropEvent


@pytest.fixture
def settings(tmp_path: Path, shared_models: Path) -> Settings:
    """A home of its own, quick retries, no language model, a port where nothing listens."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "models").symlink_to(shared_models)
    return Settings(
        home=home,
        ollama=OllamaSettings(enabled=False),
        embedder=EmbedderSettings(),
        service=ServiceSettings(port=free_port()),
        ingest=IngestSettings(slots=1, retry_delay_s=0.01, lease_s=5, max_attempts=3, grace_s=0.2, parse_timeout_s=30),
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """A store in the home of ``settings``."""
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the converted model is kept from run to run (making it takes seconds)."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base.parent / "sourcier-test-models"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def real_embedder(tmp_path_factory: pytest.TempPathFactory, shared_models: Path) -> Embedder:
    """The model of the settings, really loaded."""
    home = tmp_path_factory.mktemp("embedder-home")
    (home / "models").symlink_to(shared_models)
    return load_embedder(Settings(home=home, ollama=OllamaSettings(enabled=False)))


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    """Hashed words, for tests whose subject is not the model."""
    return FakeEmbedder()
