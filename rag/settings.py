"""All settings, typed, in one place.

Sources, the first wins: environment (``SOURCIER_SECTION__KEY``, and ``PORT``, ``WEB_PORT``), the TOML file named by
``SOURCIER_CONFIG``, the defaults below. Unknown keys are refused. ``SOURCIER_HOME`` names the folder of all state.
"""

from __future__ import annotations

import ipaddress
import os
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import SettingsError

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound to)
_OUTSIDE = {"SOURCIER_HOME", "SOURCIER_CONFIG", "SOURCIER_API_KEY"}


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Section):
    """Where the database is: empty for a SQLite file in the home, or ``postgresql://USER@HOST:5432/NAME``. The password
    may stand in the URL or, better, apart from it."""

    url: SecretStr = SecretStr("")
    password: SecretStr = SecretStr("")


class IndexSettings(_Section):
    """Where the index is: empty for a folder in the home, or a Qdrant server (1.17 or later), ``http://HOST:6333``.

    ``shards`` and ``replicas`` are those of a collection when it is made; ``quantize`` keeps the vectors in memory as
    bytes, a quarter of their size, and ranks what they find by the whole vectors. ``timeout_s`` is for one request.
    """

    url: str = ""
    api_key: SecretStr = SecretStr("")
    collection: str = Field("sourcier", pattern=r"^[A-Za-z0-9_-]{1,200}$")
    shards: int = Field(1, ge=1, le=256)
    replicas: int = Field(1, ge=1, le=16)
    quantize: bool = False
    timeout_s: int = Field(30, ge=1, le=600)


class EmbedderSettings(_Section):
    """The embedding model: a name on the hub or a folder. Nothing is downloaded unless ``allow_download``."""

    model: str = "intfloat/multilingual-e5-small"
    allow_download: bool = False
    batch_size: int = Field(16, ge=1, le=256)


class RerankerSettings(_Section):
    """A cross-encoder that orders the first passages anew: a folder, or a name in the hub's cache; empty for none."""

    model: str = ""


class EntailmentSettings(_Section):
    """A cross-encoder for natural language inference that every claim is held against, beside the rules: a folder, or a
    name in the hub's cache; empty for none."""

    model: str = ""


class ModelServer(_Section):
    """What is set for a server of language models at ``url``. ``model`` empty means the first model that it has;
    ``num_ctx`` is the window that prompts are cut to; ``at_once`` how many questions it is given at a time, the others
    wait for as long as ``first_token_timeout_s``. Times in seconds."""

    url: str = ""
    model: str = ""
    num_ctx: int = Field(4096, ge=1024, le=131072)
    max_tokens: int = Field(400, ge=50, le=4000)
    at_once: int = Field(1, ge=1, le=256)
    connect_timeout_s: float = Field(1.5, gt=0)
    first_token_timeout_s: float = Field(90, gt=0)
    total_timeout_s: float = Field(180, gt=0)


class OllamaSettings(ModelServer):
    """Where Ollama answers."""

    url: str = "http://127.0.0.1:11434"
    enabled: bool = True
    keep_alive: str = "30m"


class OpenAISettings(ModelServer):
    """A server that speaks OpenAI's protocol, asked when Ollama has no model: ``http://HOST:8080/v1``, or none.

    ``num_ctx`` must not be more than the window that the server was started with.
    """

    url: str = Field("", pattern=r"^(https?://[^/\s]+(/\S*)?)?$")
    api_key: SecretStr = SecretStr("")


class BoxSettings(_Section):
    """The model in the box, which answers when it is installed and no server has a model. Only `make run` and
    `rag models install` fetch it; its window and time limits are those of ``openai``."""

    enabled: bool = True


class ServiceSettings(_Section):
    """Where the API listens. ``url`` is where other processes reach it, when that is another address (a container's
    name, a proxy's)."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    url: str = Field("", pattern=r"^(https?://[^/\s]+)?/?$")


class WebSettings(_Section):
    """Where the web page listens."""

    host: str = "127.0.0.1"
    port: int = Field(8501, ge=1, le=65535)


class IngestSettings(_Section):
    """Limits of ingestion: sizes in MiB, times in seconds."""

    engine: Literal["local", "ray"] = "local"
    slots: int = Field(2, ge=1, le=64)
    max_file_mb: int = Field(100, ge=1, le=4096)
    max_pages: int = Field(2000, ge=1)
    max_chars: int = Field(20_000_000, ge=1000)
    parse_timeout_s: float = Field(300, gt=0)
    lease_s: float = Field(60, gt=0)
    max_attempts: int = Field(4, ge=1)
    retry_delay_s: float = Field(2, ge=0)
    grace_s: float = Field(60, ge=0)


class RaySettings(_Section):
    """The Ray cluster of the engine ``ray``: empty for one of this machine that starts and ends with the worker."""

    address: str = ""


class Settings(BaseSettings):
    """Everything that can be set; see each section."""

    model_config = SettingsConfigDict(env_prefix="SOURCIER_", env_nested_delimiter="__", extra="forbid", frozen=True)

    confidential: frozenset[str] = frozenset()
    """Collections whose passages are given to models in the house only; in the environment: ``["rh", "direction"]``."""
    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("sourcier")))
    database: DatabaseSettings = DatabaseSettings()
    index: IndexSettings = IndexSettings()
    embedder: EmbedderSettings = EmbedderSettings()
    reranker: RerankerSettings = RerankerSettings()
    entailment: EntailmentSettings = EntailmentSettings()
    ollama: OllamaSettings = OllamaSettings()
    openai: OpenAISettings = OpenAISettings()
    box: BoxSettings = BoxSettings()
    service: ServiceSettings = ServiceSettings()
    web: WebSettings = WebSettings()
    ingest: IngestSettings = IngestSettings()
    ray: RaySettings = RaySettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file before defaults."""
        sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        if config := os.environ.get("SOURCIER_CONFIG"):
            sources.append(TomlConfigSettingsSource(settings_cls, Path(config)))
        return tuple(sources)

    @cached_property
    def service_url(self) -> str:
        """The address at which other processes reach the service."""
        if self.service.url:
            return self.service.url.rstrip("/")
        host = "127.0.0.1" if self.service.host in _EVERYWHERE else self.service.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.service.port}"

    @property
    def admin_key_file(self) -> Path:
        """The file that holds the first API key, mode 600."""
        return self.home / "admin.key"

    @property
    def log_folder(self) -> Path:
        """Where processes that run unattended write their logs."""
        return self.home / "logs"


def is_loopback(host: str) -> bool:
    """True when an address to listen on is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(**overrides: Any) -> Settings:
    """The settings in force.

    Raises:
        SettingsError: an unknown key, an impossible value, or a settings file that is missing or not TOML.
    """
    config = os.environ.get("SOURCIER_CONFIG")
    if config and not Path(config).is_file():
        raise SettingsError(f"SOURCIER_CONFIG names {config}, which is not a file.", "Correct the path or unset it.")
    known = {f"SOURCIER_{name.upper()}" for name in Settings.model_fields} | _OUTSIDE
    for name in os.environ:
        if name.startswith("SOURCIER_") and name.split("__")[0] not in known:
            raise SettingsError(f"The environment variable {name} is not a setting.", "Correct or unset it.")
    for variable, section in (("PORT", "SERVICE"), ("WEB_PORT", "WEB")):
        if variable in os.environ:
            os.environ.setdefault(f"SOURCIER_{section}__PORT", os.environ[variable])
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise SettingsError("Settings: " + "; ".join(lines) + ".") from None
    except (ValueError, OSError) as error:
        raise SettingsError(f"The settings cannot be read: {error}.") from None
