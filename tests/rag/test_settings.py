from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, is_loopback, load_settings


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def write(text: str) -> Path:
        path = tmp_path / "sourcier.toml"
        path.write_text(text)
        monkeypatch.setenv("SOURCIER_CONFIG", str(path))
        return path

    return write


def test_defaults_stay_on_this_machine() -> None:
    settings = load_settings()
    assert is_loopback(settings.service.host) and is_loopback(settings.web.host)
    assert not settings.embedder.allow_download
    assert settings.home.is_absolute()
    assert settings.admin_key_file == settings.home / "admin.key"
    assert settings.log_folder.parent == settings.home


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[service]\nprot = 8000\n', "service.prot"),
        ('[servce]\nport = 8000\n', "servce"),
        ('nonsense = 1\n', "nonsense"),
        ('[service]\nport = "many"\n', "service.port"),
        ('[service]\nport = 0\n', "service.port"),
        ('[ollama]\nnum_ctx = 100\n', "ollama.num_ctx"),
        ('[ingest]\nmax_file_mb = -1\n', "ingest.max_file_mb"),
        ('[service\n', "cannot be read"),
        ("\x00", "cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_settings_file_is_refused_with_the_place(toml, text: str, said: str) -> None:  # type: ignore[no-untyped-def]
    toml(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert said in caught.value.detail and caught.value.remedy


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SOURCIER_SERVICE__PROT", "1", "service.prot"),
        ("SOURCIER_SERVCE__PORT", "1", "SOURCIER_SERVCE__PORT"),
        ("SOURCIER_HOMES", "/x", "SOURCIER_HOMES"),
        ("SOURCIER_", "/x", "SOURCIER_"),
        ("SOURCIER_SERVICE__PORT", "http", "service.port"),
        ("SOURCIER_OLLAMA__ENABLED", "perhaps", "ollama.enabled"),
        ("SOURCIER_SERVICE", "not json", "cannot be read"),
        ("PORT", "99999", "service.port"),
        ("WEB_PORT", "x", "web.port"),
    ],
)
def test_a_wrong_variable_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert said in caught.value.detail and caught.value.remedy


def test_what_was_set_wrongly_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_SERVICE__PORT", "my-secret")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "my-secret" not in str(caught.value)


def test_a_settings_file_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        monkeypatch.setenv("SOURCIER_CONFIG", str(path))
        with pytest.raises(SettingsError, match="not a file"):
            load_settings()


def test_environment_before_file_before_defaults(toml, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    toml(f'home = "{tmp_path}/a"\n[service]\nport = 1111\nhost = "127.0.0.2"\n[web]\nport = 2222\n')
    monkeypatch.setenv("SOURCIER_SERVICE__PORT", "3333")
    settings = load_settings()
    assert (settings.service.port, settings.service.host, settings.web.port) == (3333, "127.0.0.2", 2222)
    assert (settings.home, settings.web.host) == (tmp_path / "a", "127.0.0.1")
    monkeypatch.setenv("SOURCIER_HOME", str(tmp_path / "b"))
    assert load_settings().home == tmp_path / "b"
    assert load_settings(home=tmp_path / "c").home == tmp_path / "c"


def test_short_names_of_the_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4001")
    monkeypatch.setenv("WEB_PORT", "4002")
    settings = load_settings()
    assert (settings.service.port, settings.web.port, settings.service_url) == (4001, 4002, "http://127.0.0.1:4001")


def test_the_long_name_of_a_port_goes_before_the_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4001")
    monkeypatch.setenv("SOURCIER_SERVICE__PORT", "4003")
    assert load_settings().service.port == 4003


def test_a_short_name_goes_before_the_file(toml, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    toml("[service]\nport = 1111\n")
    monkeypatch.setenv("PORT", "4001")
    assert load_settings().service.port == 4001


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.168.1.4", "http://192.168.1.4:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_where_this_machine_reaches_the_service(monkeypatch: pytest.MonkeyPatch, host: str, url: str) -> None:
    monkeypatch.setenv("SOURCIER_SERVICE__HOST", host)
    assert load_settings().service_url == url


@pytest.mark.parametrize("url", ["http://service:8000", "https://sourcier.example.org/"])
def test_the_service_that_others_reach_elsewhere(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SOURCIER_SERVICE__HOST", "0.0.0.0")
    monkeypatch.setenv("SOURCIER_SERVICE__URL", url)
    settings = load_settings()
    assert settings.service_url == url.rstrip("/") and settings.service.host == "0.0.0.0"


@pytest.mark.parametrize("url", ["service:8000", "ftp://x", "http://x/path", "http://"])
def test_an_address_of_the_service_that_is_none(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SOURCIER_SERVICE__URL", url)
    with pytest.raises(SettingsError, match=r"service\.url"):
        load_settings()


def test_secrets_are_not_shown() -> None:
    settings = load_settings(
        database={"url": "postgresql://u:hidden1@h/d", "password": "hidden2"}, index={"api_key": "hidden3"}
    )
    assert "hidden" not in repr(settings) and "hidden" not in str(settings.model_dump())


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.168.1.4", False),
        ("10.0.0.1", False),
        ("example.org", False),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("128.0.0.1", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.service.port = 1  # type: ignore[misc]
