"""Tokens of calendar feeds: one a key, gone with it, never kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rag.domain.rights import OWNER, Reader
from rag.errors import UnauthenticatedError
from rag.settings import Settings
from rag.store.opening import Store
from rag.store.tables import calendar_feeds


def _reader(store: Store, name: str = "marie") -> Reader:
    return store.keys.reader(store.keys.create(name, ["achats"]))


def test_a_token_reads_what_its_key_reads(store: Store) -> None:
    marie = _reader(store)
    assert store.feeds.created_at(marie) is None
    assert store.feeds.reader(store.feeds.create(marie)) == marie
    assert store.feeds.created_at(marie) is not None


def test_a_token_is_no_key_and_a_key_no_token(store: Store) -> None:
    key = store.keys.create("marie")
    token = store.feeds.create(store.keys.reader(key))
    with pytest.raises(UnauthenticatedError):
        store.keys.reader(token)
    for other in (key, "", "x", token[:-1], token + "x"):
        with pytest.raises(UnauthenticatedError):
            store.feeds.reader(other)


def test_a_new_token_ends_the_one_before_and_touches_nobody_elses(store: Store) -> None:
    marie, paul = _reader(store), _reader(store, "paul")
    first, his = store.feeds.create(marie), store.feeds.create(paul)
    second = store.feeds.create(marie)
    with pytest.raises(UnauthenticatedError):
        store.feeds.reader(first)
    assert store.feeds.revoke(marie) and not store.feeds.revoke(marie)
    with pytest.raises(UnauthenticatedError):
        store.feeds.reader(second)
    assert store.feeds.reader(his) == paul


def test_a_token_goes_with_its_key(store: Store, settings: Settings) -> None:
    marie = _reader(store)
    token = store.feeds.create(marie)
    store.keys.remove("marie")
    _reader(store)
    admin, _ = store.keys.first_key(settings.admin_key_file)
    admins = store.feeds.create(store.keys.reader(admin))
    settings.admin_key_file.unlink()
    store.keys.first_key(settings.admin_key_file)
    for gone in (token, admins):
        with pytest.raises(UnauthenticatedError):
            store.feeds.reader(gone)


def test_without_a_key_there_is_no_token(store: Store) -> None:
    with pytest.raises(UnauthenticatedError):
        store.feeds.create(OWNER)


def test_the_database_holds_no_token(store: Store) -> None:
    token = store.feeds.create(_reader(store))
    with store.database.read() as connection:
        rows = connection.execute(select(calendar_feeds)).all()
    assert len(rows) == 1 and token not in repr(rows)
