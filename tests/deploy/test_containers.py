"""The Dockerfile and the compose file, as far as they can be checked without Docker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from rag.settings import is_loopback, load_settings
from rag.store.opening import database_place
from tests.support.processes import ROOT

BIN = Path(sys.executable).parent
SECRET = re.compile(r"password|secret|api_?key|token", re.IGNORECASE)


def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


SERVICES: dict[str, dict[str, Any]] = _compose()["services"]
STANDING = {name: service for name, service in SERVICES.items() if service.get("restart") != "no"}


def test_the_compose_file_fits_its_schema() -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", ROOT / "docker-compose.yml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_linter_finds_nothing_in_the_dockerfile() -> None:
    done = subprocess.run([BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_the_page_and_the_api_are_reachable_and_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}
    assert set(published) == {"web", "service"}
    for ports in published.values():
        assert all(re.fullmatch(r"\$\{BIND:-127\.0\.0\.1\}:\$\{\w+:-\d+\}:\d+", port) for port in ports)


def test_all_but_the_page_is_on_a_network_without_a_way_out() -> None:
    networks = _compose()["networks"]
    assert networks["back"] == {"internal": True}
    assert networks["front"]["driver_opts"]["com.docker.network.bridge.enable_ip_masquerade"] == "false"
    for name, service in STANDING.items():
        assert set(service["networks"]) <= {"back"} | ({"front"} if name in ("web", "service") else set())
    assert SERVICES["models"]["network_mode"] == "none"


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in ("root", "0")
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"] and service["read_only"] is True
    limits = service["deploy"]["resources"]["limits"]
    assert limits["memory"] and limits["pids"]
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", STANDING)
def test_every_standing_container_is_watched(name: str) -> None:
    assert STANDING[name]["healthcheck"]["test"][0] == "CMD" and len(STANDING[name]["healthcheck"]["test"]) > 1
    for other, wanted in STANDING[name].get("depends_on", {}).items():
        assert wanted["condition"] == ("service_healthy" if other in STANDING else "service_completed_successfully")


def test_every_image_is_pinned() -> None:
    for name, service in SERVICES.items():
        assert re.search(r":v?\d+(\.\d+)+", service["image"]), name
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert bases and all(re.fullmatch(r"python:3\.11\.\d+-slim-\w+", base) for base in bases)


def test_no_secret_has_a_default() -> None:
    asked = set()
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name):
                required = re.fullmatch(r"\$\{(\w+):\?[^}]+\}", value)
                assert required, f"{name} has a value, or may be empty"
                asked.add(required[1])
            assert "://" not in value or "@" not in value or ":" not in value.split("://")[1].split("@")[0]
    assert asked == {"POSTGRES_PASSWORD", "QDRANT_API_KEY"}
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert not re.search(r"^(ARG|ENV) .*(PASSWORD|KEY|TOKEN|SECRET)", dockerfile, re.MULTILINE)


def _filled(value: str) -> str:
    """As compose fills it in when only what is required is set."""
    value = re.sub(r"\$\{\w+:\?[^}]*\}", "s3cret", value)
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


@pytest.mark.parametrize("name", ["service", "worker", "web"])
def test_the_settings_are_real_ones(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {key: _filled(value) for key, value in SERVICES[name]["environment"].items()}
    for key, value in given.items():
        monkeypatch.setenv(key, value)
    settings = load_settings()
    assert settings.service_url == "http://service:8000"
    if name == "web":
        assert not is_loopback(settings.web.host), "then it asks everyone for a key of their own"
        assert not any("PASSWORD" in key or "API_KEY" in key for key in given), "the page holds no key of the house"
    else:
        assert settings.index.url == "http://qdrant:6333" and settings.index.api_key.get_secret_value() == "s3cret"
        assert database_place(settings) == "postgresql+psycopg://sourcier:s3cret@postgres:5432/sourcier"
        assert {settings.index.url, settings.ollama.url} == {"http://qdrant:6333", "http://ollama:11434"}


def test_every_service_that_is_named_is_there() -> None:
    named = set()
    for service in SERVICES.values():
        for value in map(str, service.get("environment", {}).values()):
            named |= set(re.findall(r"(?:@|//)([a-z]+):\d+", value))
    assert named == {"postgres", "qdrant", "ollama", "service"}


def test_what_is_copied_into_the_image_is_not_ignored_and_nothing_else_is_sent() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    sent = {line[1:] for line in lines if line.startswith("!")}
    assert {"rag", "ingest", "webui", "constraints.txt", "constraints-cluster.txt", "pyproject.toml"} <= sent
    assert all((ROOT / name).exists() for name in sent)
    assert not {"var", ".env", ".git", "tests"} & sent


def test_the_file_of_the_clusters_packages_fits_the_others() -> None:
    pins = {
        name: {line for line in (ROOT / name).read_text().splitlines() if "==" in line}
        for name in ("constraints.txt", "constraints-cluster.txt", "constraints-dev.txt")
    }
    assert pins["constraints-cluster.txt"] <= pins["constraints-dev.txt"]
    names = {line.split("==")[0] for line in pins["constraints-cluster.txt"]}
    assert {"ray", "psycopg", "psycopg-binary"} <= names
    assert not pins["constraints-cluster.txt"] & pins["constraints.txt"]
