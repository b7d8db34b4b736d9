from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rag.domain.document import DocumentStatus
from rag.domain.rights import Reader
from rag.domain.version import fingerprint
from rag.errors import DamagedFileError, NeedsOcrError, NotFoundError, StaleFenceError, TransientError
from rag.settings import Settings
from rag.store.ledger import Ledger
from rag.store.ledger_values import Outcome
from rag.store.opening import Store, database_place
from rag.store.tables import document_groups, passages, versions
from tests.support.processes import start
from tests.support.stores import (
    Clock,
    active_versions,
    bring_in,
    claim_one,
    file_info,
    make_passages,
    new_version,
    passage_ids_of,
)


def test_a_new_file_is_queued_and_the_same_again_changes_nothing(store: Store) -> None:
    first = store.ledger.submit(file_info())
    again = store.ledger.submit(file_info())
    assert first.outcome is Outcome.NEW and again.outcome is Outcome.UNCHANGED
    assert (first.document_id, first.version_id) == (again.document_id, again.version_id)
    assert store.catalogue.unfinished() == 1


def test_other_bytes_under_the_same_source_are_the_same_document_changed(store: Store) -> None:
    first = bring_in(store, file_info(content=b"un"))
    changed = store.ledger.submit(file_info(content=b"deux"))
    assert changed.outcome is Outcome.CHANGED and changed.document_id == first.document_id
    assert changed.version_id != first.version_id
    assert store.ledger.document(first.document_id).status is DocumentStatus.QUEUED
    assert active_versions(store, first.document_id) == [first.version_id], "visible until the new one is ready"


def test_the_same_bytes_from_elsewhere_are_a_duplicate_within_collection_and_rights(store: Store) -> None:
    first = store.ledger.submit(file_info("a.txt", allow=("rh", "achats")))
    twin = store.ledger.submit(file_info("b.txt", allow=("achats", "rh")))
    assert twin.outcome is Outcome.DUPLICATE and twin.document_id == first.document_id
    other_rights = store.ledger.submit(file_info("c.txt", allow=("rh",)))
    other_collection = store.ledger.submit(file_info("d.txt", allow=("rh", "achats"), collection="autres"))
    attachment = store.ledger.submit(file_info("e.txt", allow=("rh", "achats"), deduplicate=False))
    assert [s.outcome for s in (other_rights, other_collection, attachment)] == [Outcome.NEW] * 3
    assert len({s.document_id for s in (first, other_rights, other_collection, attachment)}) == 4


def test_the_same_source_in_another_collection_is_another_document(store: Store) -> None:
    first = store.ledger.submit(file_info(collection="x"))
    other = store.ledger.submit(file_info(collection="y"))
    assert other.outcome is Outcome.NEW and first.document_id != other.document_id


def test_another_pipeline_makes_an_active_document_changed(store: Store) -> None:
    first = bring_in(store, file_info())
    later = Ledger(store.database, fingerprint("another-model"))
    assert later.submit(file_info()).outcome is Outcome.CHANGED
    assert later.submit(file_info()).version_id != first.version_id


def test_changed_rights_hold_at_once_and_queue_the_document_again(store: Store) -> None:
    first = bring_in(store, file_info(allow=("rh",)))
    changed = store.ledger.submit(file_info(allow=("achats",)))
    assert changed.outcome is Outcome.CHANGED and changed.version_id == first.version_id
    assert store.ledger.document(first.document_id).allow == ("achats",)
    with store.database.read() as connection:
        assert list(connection.execute(select(document_groups.c.group_name)).scalars()) == ["achats"]
    assert claim_one(store).document.id == first.document_id


def test_changed_rights_of_a_message_are_those_of_its_attachments_at_once(store: Store) -> None:
    parent = bring_in(store, file_info("a.eml", b"mail", allow=("rh",)))
    attached = file_info(
        "b.pdf", b"pdf", ("rh",), source="attachment:1", parent_id=parent.document_id, deduplicate=False
    )
    child = bring_in(store, attached)
    store.ledger.submit(file_info("a.eml", b"mail", allow=("direction",)))
    assert store.ledger.document(child.document_id).allow == ("direction",)
    for group, sees in (("rh", 0), ("direction", 2)):
        reader = Reader(group, frozenset({group}))
        assert len(store.catalogue.list_documents(reader)[0]) == sees
        assert len(store.catalogue.visible(reader, passage_ids_of(store, child.version_id), 4e9)) == sees // 2
    assert {claim_one(store).document.id for _ in range(2)} == {parent.document_id, child.document_id}


def test_jobs_are_claimed_oldest_first_each_once(store: Store, clock: Clock) -> None:
    ids = []
    for number in range(4):
        clock.now += 1
        ids.append(store.ledger.submit(file_info(f"{number}.txt", b"%d" % number)).document_id)
    claims = [claim_one(store) for _ in ids]
    assert [claim.document.id for claim in claims] == ids
    assert all(claim.attempt == 1 for claim in claims)
    assert store.ledger.claim("w", 60, 3) is None
    document = store.ledger.document(ids[0])
    assert (document.status, document.stage) == (DocumentStatus.PROCESSING, "parsing")


def test_an_expired_lease_is_claimed_again_and_the_stale_worker_is_refused(store: Store, clock: Clock) -> None:
    store.ledger.submit(file_info())
    stale = claim_one(store, "frozen", lease_s=10)
    clock.now += 9
    assert store.ledger.claim("other", 10, 3) is None
    clock.now += 2
    fresh = claim_one(store, "other", lease_s=10)
    assert fresh.fence > stale.fence and fresh.attempt == 2
    version = new_version(store.ledger, stale)
    made = make_passages(stale.document.id, version.id, ["un", "deux"])
    store.ledger.stage(fresh, version, made)
    refused = [
        lambda: store.ledger.stage(stale, version, made[:1]),
        lambda: store.ledger.activate(stale, version),
        lambda: store.ledger.keep(stale),
        lambda: store.ledger.heartbeat(stale, 10),
        lambda: store.ledger.set_aside(stale, DamagedFileError("x")),
        lambda: store.ledger.put_back(stale, TransientError("x"), 1),
    ]
    for attempt in refused:
        with pytest.raises(StaleFenceError):
            attempt()
    assert passage_ids_of(store, version.id) == [passage.id for passage in made]
    store.ledger.activate(fresh, version)
    assert active_versions(store, stale.document.id) == [version.id]
    with pytest.raises(StaleFenceError):
        store.ledger.activate(fresh, version)


def test_a_heartbeat_keeps_the_lease(store: Store, clock: Clock) -> None:
    store.ledger.submit(file_info())
    claim = claim_one(store, lease_s=10)
    for _ in range(5):
        clock.now += 8
        store.ledger.heartbeat(claim, 10)
        assert store.ledger.claim("other", 10, 3) is None
    clock.now += 11
    assert store.ledger.claim("other", 10, 3) is not None


def test_new_bytes_make_the_worker_on_the_old_ones_stale(store: Store) -> None:
    store.ledger.submit(file_info(content=b"un"))
    claim = claim_one(store)
    store.ledger.submit(file_info(content=b"deux"))
    with pytest.raises(StaleFenceError):
        store.ledger.heartbeat(claim, 60)
    assert claim_one(store).document.sha256 == file_info(content=b"deux").sha256


def test_transient_errors_wait_longer_each_time_then_the_document_is_dead(store: Store, clock: Clock) -> None:
    submitted = store.ledger.submit(file_info())
    for delay in (2, 4, 8):
        store.ledger.put_back(claim_one(store), TransientError("The reader died."), 2)
        document = store.ledger.document(submitted.document_id)
        assert document.status is DocumentStatus.QUEUED and "The reader died." in (document.reason or "")
        clock.now += delay - 0.1
        assert store.ledger.claim("w", 60, 3) is None
        clock.now += 0.2
    assert store.ledger.claim("w", 60, 3) is None
    document = store.ledger.document(submitted.document_id)
    assert document.status is DocumentStatus.DEAD
    assert document.reason is not None and "3 tries" in document.reason and "The reader died." in document.reason
    assert store.catalogue.unfinished() == 0


def test_workers_that_die_exhaust_the_tries_too(store: Store, clock: Clock) -> None:
    submitted = store.ledger.submit(file_info())
    for _ in range(3):
        claim_one(store, lease_s=10)
        clock.now += 11
    assert store.ledger.claim("w", 10, 3) is None
    document = store.ledger.document(submitted.document_id)
    assert (document.status, document.code) == (DocumentStatus.DEAD, "worker_died")
    assert "death of its worker" in (document.reason or "")


def test_an_exhausted_job_does_not_stop_the_next(store: Store, clock: Clock) -> None:
    store.ledger.submit(file_info("bad.txt", b"bad"))
    for _ in range(3):
        claim_one(store, lease_s=1)
        clock.now += 2
    good = store.ledger.submit(file_info("good.txt", b"good"))
    assert claim_one(store).document.id == good.document_id


@pytest.mark.parametrize(
    ("error", "status"),
    [(DamagedFileError("Cut."), DocumentStatus.SET_ASIDE), (NeedsOcrError("Scan."), DocumentStatus.NEEDS_OCR)],
)
def test_set_aside_keeps_the_reason_and_the_version_before(
    store: Store, error: DamagedFileError, status: DocumentStatus
) -> None:
    first = bring_in(store, file_info(content=b"un"))
    store.ledger.submit(file_info(content=b"deux"))
    store.ledger.set_aside(claim_one(store), error)
    document = store.ledger.document(first.document_id)
    assert (document.status, document.code, document.reason) == (status, error.code, str(error))
    assert active_versions(store, first.document_id) == [first.version_id]
    assert store.ledger.claim("w", 60, 3) is None


def test_retry_queues_what_failed_and_nothing_else(store: Store) -> None:
    good = bring_in(store, file_info("good.txt", b"good"))
    bad = store.ledger.submit(file_info("bad.txt", b"bad"))
    store.ledger.set_aside(claim_one(store), DamagedFileError("Cut."))
    assert store.ledger.retry([good.document_id, bad.document_id, "unknown"]) == 1
    claim = claim_one(store)
    assert claim.document.id == bad.document_id and claim.attempt == 1
    assert store.ledger.claim("w", 60, 3) is None


def test_requeue_all_takes_every_document_that_has_a_version(store: Store) -> None:
    good = bring_in(store, file_info("good.txt", b"good"))
    store.ledger.submit(file_info("bad.txt", b"bad"))
    store.ledger.set_aside(claim_one(store), DamagedFileError("Cut."))
    assert store.ledger.requeue_all() == [good.document_id]
    assert claim_one(store).document.id == good.document_id


def test_activation_retires_the_version_before_in_the_same_moment(store: Store, clock: Clock) -> None:
    first = bring_in(store, file_info(content=b"un"))
    clock.now += 100
    second = bring_in(store, file_info(content=b"deux"))
    with store.database.read() as connection:
        rows = {row.id: row for row in connection.execute(select(versions))}
    assert rows[first.version_id].retired_at == rows[second.version_id].activated_at == clock.now
    assert rows[second.version_id].retired_at is None
    document = store.ledger.document(first.document_id)
    assert (document.status, document.active_version_id) == (DocumentStatus.ACTIVE, second.version_id)
    assert (document.title, document.language, document.page_count) == ("Titre", "fr", 1)


def test_going_back_to_earlier_bytes_makes_the_earlier_version_active_again(store: Store) -> None:
    first = bring_in(store, file_info(content=b"un"))
    bring_in(store, file_info(content=b"deux"))
    again = bring_in(store, file_info(content=b"un"), texts=["un", "deux"])
    assert again.version_id == first.version_id
    assert active_versions(store, first.document_id) == [first.version_id]
    assert len(passage_ids_of(store, first.version_id)) == 2


def test_staging_again_replaces_what_an_earlier_try_left(store: Store) -> None:
    store.ledger.submit(file_info())
    claim = claim_one(store)
    version = new_version(store.ledger, claim)
    for texts in (["a", "b", "c"], ["d", "e"]):
        store.ledger.stage(claim, version, make_passages(claim.document.id, version.id, texts))
    with store.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(passages)).scalar_one() == 2


def test_a_staged_version_is_not_active(store: Store) -> None:
    """Also when it had been active: a worker may die while the index is built again."""
    submitted = bring_in(store, file_info())
    assert store.ledger.active_passages(submitted.document_id, submitted.version_id) == 1
    store.ledger.requeue_all()
    claim = claim_one(store)
    version = new_version(store.ledger, claim)
    store.ledger.stage(claim, version, make_passages(claim.document.id, version.id, ["a", "b"]))
    assert store.ledger.active_passages(submitted.document_id, submitted.version_id) is None
    assert store.ledger.active_passages(submitted.document_id, "another") is None


def test_a_version_without_passages_can_be_staged(store: Store) -> None:
    """A message that holds nothing but an attachment."""
    submitted = bring_in(store, file_info("a.eml"), texts=[])
    assert store.ledger.document(submitted.document_id).status is DocumentStatus.ACTIVE
    assert store.ledger.active_passages(submitted.document_id, submitted.version_id) == 0


def test_an_unknown_document_is_not_found(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no document nope"):
        store.ledger.document("nope")


def test_an_attachment_of_a_document_that_was_erased_meanwhile_is_refused(store: Store) -> None:
    with pytest.raises(StaleFenceError):
        store.ledger.submit(file_info(source="attachment:x/1", parent_id="gone", deduplicate=False))


CLAIM_ALL = """
import sys, time
from pathlib import Path
from rag.store.database import Database
from rag.store.ledger import Ledger
database = Database(sys.argv[1] if ":" in sys.argv[1] else Path(sys.argv[1]))
ledger = Ledger(database, "p")
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    pass
while (claim := ledger.claim(sys.argv[3], 60, 3)) is not None:
    print(claim.document.id)
    time.sleep(0.005)
"""


def test_four_processes_claim_sixty_jobs_each_exactly_once(store: Store, settings: Settings, tmp_path: Path) -> None:
    ids = {store.ledger.submit(file_info(f"{n}.txt", b"%d" % n)).document_id for n in range(60)}
    gate = tmp_path / "go"
    processes = [start(CLAIM_ALL, str(database_place(settings)), str(gate), f"w{n}") for n in range(4)]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    gate.touch()
    taken = [process.communicate(timeout=60)[0].split() for process in processes]
    everything = [document_id for one in taken for document_id in one]
    assert len(everything) == 60 and set(everything) == ids
    assert sum(bool(one) for one in taken) >= 2, "they did not work side by side"


def test_threads_that_submit_the_same_file_make_one_document(store: Store) -> None:
    results: list[str] = []
    barrier = threading.Barrier(6)

    def submit(number: int) -> None:
        barrier.wait()
        results.append(store.ledger.submit(file_info(f"{number % 2}.txt", b"the same")).document_id)

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6 and len(set(results)) == 1
