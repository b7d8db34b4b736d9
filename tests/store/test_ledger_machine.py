"""Any order of submitting, working, failing, freezing and dying: nothing is lost, nothing is there twice."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select

from rag.domain.document import FINAL, DocumentStatus
from rag.errors import DamagedFileError, NeedsOcrError, StaleFenceError, TransientError
from rag.store.database import Database
from rag.store.ledger import Ledger
from rag.store.ledger_values import Claim, FileInfo, NewVersion
from rag.store.opening import Store
from rag.store.tables import documents, jobs, metadata, passages, versions
from tests.support.stores import Clock, file_info, make_passages, new_version

LEASE, TRIES = 10.0, 3
WORKERS = st.integers(0, 3)
FILES = st.integers(0, 3)
CONTENTS = st.integers(1, 3)


class LedgerMachine(RuleBasedStateMachine):
    """Four workers that may freeze and wake, four documents of three contents, a clock that jumps."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        with self.database.write() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        self.ledger = Ledger(self.database, "pipeline")
        self.clock = Clock()
        self.patched = patch.object(Database, "now", lambda *_: self.clock.now)
        self.patched.start()
        self.claims: dict[int, Claim] = {}
        self.staged: set[int] = set()
        self.holder: dict[str, int] = {}
        self.content: dict[str, FileInfo] = {}

    def teardown(self) -> None:
        try:
            self.finish()
        finally:
            self.patched.stop()

    @rule(number=FILES, content=CONTENTS)
    def submit(self, number: int, content: int) -> None:
        file = file_info(f"{number}.txt", b"x" * content, deduplicate=False)
        submitted = self.ledger.submit(file)
        if submitted.outcome in ("new", "changed"):
            self.holder.pop(submitted.document_id, None)
        self.content[submitted.document_id] = file

    @rule(worker=WORKERS)
    def claim(self, worker: int) -> None:
        """A worker that had a job has died and forgotten it."""
        claim = self.ledger.claim(f"w{worker}", LEASE, TRIES)
        self.claims.pop(worker, None)
        self.staged.discard(worker)
        for document_id in list(self.holder):
            if self.ledger.document(document_id).status is DocumentStatus.DEAD:
                del self.holder[document_id]
        if claim is not None:
            assert claim.attempt <= TRIES
            assert claim.document.sha256 == self.content[claim.document.id].sha256
            self.claims[worker] = claim
            self.holder[claim.document.id] = claim.fence

    def held(self, claim: Claim) -> bool:
        return self.holder.get(claim.document.id) == claim.fence

    @precondition(lambda self: self.claims)
    @rule(
        data=st.data(), what=st.sampled_from(["stage", "stage", "heartbeat", "activate", "activate", "aside", "back"])
    )
    def work(self, data: st.DataObject, what: str) -> None:
        worker = data.draw(st.sampled_from(sorted(self.claims)))
        claim = self.claims[worker]
        version = new_version(self.ledger, claim)
        if what == "activate" and worker not in self.staged:
            what = "stage"
        try:
            self.do(claim, version, what)
        except StaleFenceError:
            assert not self.held(claim), "the holder was refused"
            return
        assert self.held(claim), "a stale worker was let in"
        if what == "stage":
            self.staged.add(worker)
        elif what != "heartbeat":
            del self.holder[claim.document.id]

    def do(self, claim: Claim, version: NewVersion, what: str) -> None:
        if what == "stage":
            self.ledger.stage(claim, version, make_passages(claim.document.id, version.id, ["a", "b"]))
        elif what == "heartbeat":
            self.ledger.heartbeat(claim, LEASE)
        elif what == "activate":
            self.ledger.activate(claim, version)
        elif what == "aside":
            self.ledger.set_aside(claim, NeedsOcrError("Scan.") if claim.attempt % 2 else DamagedFileError("Cut."))
        else:
            self.ledger.put_back(claim, TransientError("Again."), 1)

    @rule(worker=WORKERS)
    def crash(self, worker: int) -> None:
        self.claims.pop(worker, None)
        self.staged.discard(worker)

    @rule(seconds=st.sampled_from([0.5, 5.0, 11.0]))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @invariant()
    def readers_see_whole_versions_one_a_document(self) -> None:
        with self.database.read() as connection:
            seen = connection.execute(
                select(versions).where(versions.c.activated_at.is_not(None), versions.c.retired_at.is_(None))
            ).all()
            assert len({row.document_id for row in seen}) == len(seen)
            counts = dict(
                connection.execute(select(passages.c.version_id, func.count()).group_by(passages.c.version_id)).all()
            )
            assert all(counts[row.id] == row.passage_count == 2 for row in seen)

    def finish(self) -> None:
        """All workers die; a new one ends what is left."""
        for _ in range(200):
            claim = self.ledger.claim("last", LEASE, TRIES)
            if claim is not None:
                version = new_version(self.ledger, claim)
                self.do(claim, version, "stage")
                self.do(claim, version, "activate")
            else:
                with self.database.read() as connection:
                    left = connection.execute(
                        select(func.count()).select_from(jobs).where(jobs.c.state != "done")
                    ).scalar_one()
                if not left:
                    break
                self.clock.now += LEASE
        with self.database.read() as connection:
            rows = connection.execute(select(documents)).all()
            active = set(
                connection.execute(
                    select(versions.c.id).where(versions.c.activated_at.is_not(None), versions.c.retired_at.is_(None))
                ).scalars()
            )
        assert {row.id for row in rows} == set(self.content), "a document was lost or is there twice"
        for row in rows:
            assert row.status in FINAL
            assert row.status != DocumentStatus.ACTIVE or row.active_version_id in active
            assert row.active_version_id is None or row.active_version_id in active
        self.readers_see_whole_versions_one_a_document()


@pytest.mark.slow
def test_any_order_of_events(store: Store) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        type("Machine", (LedgerMachine,), {"database": store.database}),
        settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
