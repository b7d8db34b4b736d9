"""Whatever is done to a folder: after a sync, the store holds what the folder holds."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ingest.planning import Change
from rag.settings import OllamaSettings, Settings
from rag.store.opening import open_store
from tests.ingest.folders import aged, ids, plan, put, state, sync

NAMES = ["a.txt", "b.txt", "sub/a.txt", "sub/c.md", "sub/deep/é ü.txt", "[x]%_.txt"]
NAME = st.sampled_from(NAMES)
CONTENTS = st.sampled_from([b"un", b"deux", b"trois", b"quatre", b""])
RIGHTS = st.sampled_from([(), (), (), ("rh",), ("achats", "rh")])
PICK = st.integers(0, 5)


class FolderMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        # In memory where there is such a folder: very many small writes, each of them synced.
        self.base = Path(tempfile.mkdtemp(dir=next(filter(os.path.isdir, ["/dev/shm"]), None)))
        self.folder = self.base / "in"
        self.folder.mkdir()
        self.store = open_store(Settings(home=self.base / "home", ollama=OllamaSettings(enabled=False)))
        self.content: dict[str, bytes] = {}

    @initialize(contents=st.lists(CONTENTS, min_size=4, max_size=6), synced=st.booleans())
    def begin(self, contents: list[bytes], synced: bool) -> None:
        for name, content in zip(NAMES, contents, strict=False):
            self.write(name, content)
        if synced:
            self.sync(())

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.base)

    @rule(name=NAME, content=CONTENTS)
    def write(self, name: str, content: bytes) -> None:
        put(self.folder / name, content)
        self.content[name] = content

    @precondition(lambda self: self.content)
    @rule(pick=PICK, content=CONTENTS)
    def edit(self, pick: int, content: bytes) -> None:
        self.write(self.any(pick), content)

    @precondition(lambda self: self.content)
    @rule(pick=PICK, to=NAME)
    def move(self, pick: int, to: str) -> None:
        name = self.any(pick)
        (self.folder / to).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).rename(self.folder / to)
        self.content[to] = self.content.pop(name)

    @precondition(lambda self: self.content)
    @rule(pick=PICK, to=NAME)
    def copy(self, pick: int, to: str) -> None:
        self.write(to, self.content[self.any(pick)])

    @precondition(lambda self: self.content)
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        name = self.any(pick)
        del self.content[name]
        (self.folder / name).unlink()

    @precondition(lambda self: self.content)
    @rule(pick=PICK)
    def touch(self, pick: int) -> None:
        aged(self.folder / self.any(pick))

    def any(self, pick: int) -> str:
        return sorted(self.content)[pick % len(self.content)]

    @rule(allow=RIGHTS)
    def sync(self, allow: tuple[str, ...]) -> None:
        documents_before, known = ids(self.store, self.folder), state(self.store)[1]
        changes = sync(self.store, self.folder, allow)
        held, documents = state(self.store)
        root = f"file:{self.folder.resolve()}/"
        digests = {
            root + name: hashlib.sha256(content).hexdigest() for name, content in self.content.items() if content
        }

        taken = {source: held[source][1] for source in digests}
        assert taken == digests, "every file that can be read is known by its bytes"
        assert set(held) - set(digests) <= {root + name for name, content in self.content.items() if not content}
        for source, (document_id, sha256) in held.items():
            assert documents[document_id][1] == sha256, f"{source} stands for a document of other bytes"
        assert set(documents) == {document_id for document_id, _ in held.values()}, "no document without a file"
        for document_id, (source, _, groups, name) in documents.items():
            assert held[source][0] == document_id and name == source.rpartition("/")[2]
            readable = any(held[source][0] == document_id for source in digests)
            assert groups == sorted(allow) or not allow or not readable
        for name, change in changes.items():
            if change is Change.UNCHANGED:
                assert documents_before[name] == held[root + name][0]
            if change is Change.MOVED:
                assert held[root + name][0] in known, "a document keeps its id when its file moves"
            assert (change in (Change.DELETED, Change.IGNORED)) == (name not in self.content)
        again = plan(self.store, self.folder, allow)
        assert not (again.candidates or again.moves or again.gone or again.touched), "the second sync finds nothing"


def test_any_order_of_events() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        FolderMachine,
        settings=settings(
            max_examples=60,
            database=None,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
