from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from rag.errors import RequestError, UnauthenticatedError
from rag.settings import Settings
from rag.store.opening import Store
from rag.store.tables import api_keys
from tests.support.processes import start


def test_a_key_tells_its_reader(store: Store) -> None:
    key = store.keys.create("compta", ["achats", "rh", "achats"])
    reader = store.keys.reader(key)
    assert (reader.name, reader.groups, reader.admin) == ("compta", frozenset({"achats", "rh"}), False)
    assert store.keys.reader(store.keys.create("chef", admin=True)).admin


def test_keys_are_long_and_all_different(store: Store) -> None:
    keys = {store.keys.create(f"k{number}") for number in range(20)}
    assert len(keys) == 20 and all(len(key) >= 43 for key in keys)


@pytest.mark.parametrize("key", ["", "x", "é" * 43, "' OR 1=1 --"])
def test_another_key_is_nobodys(store: Store, key: str) -> None:
    store.keys.create("compta")
    with pytest.raises(UnauthenticatedError):
        store.keys.reader(key)


def test_a_name_is_taken_once(store: Store) -> None:
    first = store.keys.create("compta")
    with pytest.raises(RequestError, match="compta"):
        store.keys.create("compta")
    assert store.keys.reader(first).name == "compta"


def test_the_database_holds_no_key(store: Store, settings: Settings) -> None:
    keys = [store.keys.create("compta"), store.keys.first_key(settings.admin_key_file)[0]]
    if settings.database.url.get_secret_value():
        with store.database.read() as connection:
            kept = repr(connection.execute(select(api_keys)).all()).encode()
    else:
        kept = b"".join(path.read_bytes() for path in settings.home.glob("sourcier.db*"))
    assert b"compta" in kept
    for key in keys:
        assert key.encode() not in kept


def test_the_first_key_stays_and_only_its_owner_reads_it(store: Store, settings: Settings) -> None:
    key, made = store.keys.first_key(settings.admin_key_file)
    assert made and store.keys.reader(key).admin
    assert stat.S_IMODE(settings.admin_key_file.stat().st_mode) == 0o600
    assert store.keys.first_key(settings.admin_key_file) == (key, False)


@pytest.mark.parametrize("loss", ["missing", "empty", "another"])
def test_a_lost_file_gives_a_new_key_and_the_old_one_stops(store: Store, settings: Settings, loss: str) -> None:
    old, _ = store.keys.first_key(settings.admin_key_file)
    other = store.keys.create("compta")
    if loss == "missing":
        settings.admin_key_file.unlink()
    else:
        settings.admin_key_file.write_text("" if loss == "empty" else "not-the-key\n")
    new, made = store.keys.first_key(settings.admin_key_file)
    assert made and new != old and store.keys.reader(new).admin
    assert stat.S_IMODE(settings.admin_key_file.stat().st_mode) == 0o600
    with pytest.raises(UnauthenticatedError):
        store.keys.reader(old)
    assert store.keys.reader(other).name == "compta"


def test_all_who_ask_for_the_first_key_at_once_get_the_same(store: Store, settings: Settings) -> None:
    """The service and the worker start together on a fresh machine."""
    got: list[str] = []
    barrier = threading.Barrier(5)

    def ask() -> None:
        barrier.wait()
        got.append(store.keys.first_key(settings.admin_key_file)[0])

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 5 and len(set(got)) == 1
    assert store.keys.reader(got[0]).admin


def test_a_home_is_closed_to_others(store: Store, settings: Settings) -> None:
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700
    for file in settings.home.glob("sourcier.db"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


MIGRATE = """
import sys
from pathlib import Path
from rag.store.database import Database
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    pass
database = Database(sys.argv[1] if ":" in sys.argv[1] else Path(sys.argv[1]))
database.migrate()
database.close()
print("done")
"""


@pytest.mark.parametrize("home", ["sqlite", "postgresql"])
def test_three_processes_may_bring_an_empty_database_up_at_once(
    home: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from sqlalchemy import inspect

    from rag.store.database import Database
    from rag.store.tables import metadata

    gate, place = tmp_path / "go", tmp_path / "new" / "s.db"
    if home == "postgresql":
        place = request.getfixturevalue("postgres").new_database()
    processes = [start(MIGRATE, str(place), str(gate)) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    gate.touch()
    assert [process.communicate(timeout=60)[0] for process in processes] == ["done\n"] * 3
    database = Database(place)
    database.migrate()
    assert set(inspect(database.engine).get_table_names()) == set(metadata.tables) | {"alembic_version"}
    database.close()
