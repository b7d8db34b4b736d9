from __future__ import annotations

import pytest

from rag.domain.document import DocumentStatus
from rag.domain.rights import OWNER, Reader
from rag.errors import NotFoundError
from rag.store.opening import Store
from tests.support.stores import (
    Clock,
    bring_in,
    claim_one,
    file_info,
    make_passages,
    new_version,
    passage_ids_of,
)

HR = Reader("hr", frozenset({"rh"}))
NOBODY = Reader("nobody")


def _three(store: Store) -> dict[str, str]:
    return {
        name: bring_in(store, file_info(f"{name}.txt", name.encode(), allow=allow)).document_id
        for name, allow in (("everyone", ("everyone",)), ("rh", ("rh",)), ("both", ("achats", "rh")))
    }


@pytest.mark.parametrize(
    ("reader", "sees"), [(OWNER, {"everyone", "rh", "both"}), (HR, {"everyone", "rh", "both"}), (NOBODY, {"everyone"}),
    (Reader("b", frozenset({"achats"})), {"everyone", "both"}), (Reader("x", frozenset({"r"})), {"everyone"})],
)  # fmt: skip
def test_each_reader_sees_their_documents_in_every_way_out(store: Store, reader: Reader, sees: set[str]) -> None:
    ids = _three(store)
    listed, cursor = store.catalogue.list_documents(reader)
    assert cursor is None and {document.id for document in listed} == {ids[name] for name in sees}
    assert sum(store.catalogue.counts(reader).values()) == len(sees)
    for name, document_id in ids.items():
        [passage] = passage_ids_of(store, store.ledger.document(document_id).active_version_id or "")
        seen = store.catalogue.visible(reader, [passage], 4e9)
        assert [found.passage.id for found in seen] == ([passage] if name in sees else [])
        if name in sees:
            assert store.catalogue.document(reader, document_id).id == document_id
            assert store.catalogue.passage(reader, passage).passage.document_id == document_id
        else:
            with pytest.raises(NotFoundError):
                store.catalogue.document(reader, document_id)
            with pytest.raises(NotFoundError):
                store.catalogue.passage(reader, passage)


def test_a_group_named_everyone_cannot_be_left(store: Store) -> None:
    assert NOBODY.readable_groups == ("everyone",) and HR.readable_groups == ("everyone", "rh")
    assert HR.may_read(("rh", "x")) and not HR.may_read(("x",)) and OWNER.may_read(())


def test_unknown_and_forbidden_are_told_in_the_same_words(store: Store) -> None:
    secret = _three(store)["rh"]
    [passage] = passage_ids_of(store, store.ledger.document(secret).active_version_id or "")
    told = []
    for document_id, passage_id in ((secret, passage), ("0" * 36, "1" * 36)):
        for method, identifier in ((store.catalogue.document, document_id), (store.catalogue.passage, passage_id)):
            with pytest.raises(NotFoundError) as caught:
                method(NOBODY, identifier)
            told.append(str(caught.value).replace(identifier, "ID"))
    assert told[0] == told[2] and told[1] == told[3]


def test_pages_of_the_list_hold_each_document_once_oldest_first(store: Store) -> None:
    ids = [store.ledger.submit(file_info(f"{n}.txt", b"%d" % n)).document_id for n in range(7)]
    ids.append(store.ledger.submit(file_info("other.txt", b"o", collection="autre")).document_id)
    seen: list[str] = []
    cursor, rounds = None, 0
    while True:
        batch, cursor = store.catalogue.list_documents(OWNER, after=cursor, limit=3)
        seen += [document.id for document in batch]
        rounds += 1
        if cursor is None:
            break
    assert seen == ids and rounds == 3
    exactly, cursor = store.catalogue.list_documents(OWNER, limit=8)
    assert len(exactly) == 8 and cursor is None
    assert [d.id for d in store.catalogue.list_documents(OWNER, collection="autre")[0]] == ids[-1:]
    claim_one(store)
    assert [d.id for d in store.catalogue.list_documents(OWNER, status="processing")[0]] == ids[:1]
    assert store.catalogue.counts(OWNER) == {DocumentStatus.PROCESSING: 1, DocumentStatus.QUEUED: 7}


def test_at_any_moment_one_version_is_visible(store: Store, clock: Clock) -> None:
    clock.now = 100.0
    first = bring_in(store, file_info(content=b"un"), ["ancien"])
    clock.now = 200.0
    second = bring_in(store, file_info(content=b"deux"), ["nouveau", "encore"])
    old, new = passage_ids_of(store, first.version_id), passage_ids_of(store, second.version_id)
    everything = [new[1], *old, new[0]]

    def seen(moment: float) -> list[str]:
        return [found.passage.id for found in store.catalogue.visible(OWNER, everything, moment)]

    assert seen(99.9) == []
    assert seen(100.0) == seen(199.9) == old
    assert seen(200.0) == seen(1e9) == [new[1], new[0]], "in the order given"
    assert store.catalogue.visible(OWNER, [], 1e9) == []


def test_what_is_staged_is_not_visible_and_cannot_be_had_by_its_id(store: Store) -> None:
    submitted = store.ledger.submit(file_info())
    claim = claim_one(store)
    version = new_version(store.ledger, claim)
    store.ledger.stage(claim, version, make_passages(submitted.document_id, version.id, ["a"]))
    [passage] = passage_ids_of(store, version.id)
    assert store.catalogue.visible(OWNER, [passage], 4e9) == []
    with pytest.raises(NotFoundError):
        store.catalogue.passage(OWNER, passage)
    assert store.catalogue.passage_count() == 0
    store.ledger.activate(claim, version)
    assert store.catalogue.passage(OWNER, passage).passage.text == "a"
    assert store.catalogue.passage_count() == 1


def test_a_passage_just_retired_can_still_be_shown(store: Store) -> None:
    first = bring_in(store, file_info(content=b"un"))
    bring_in(store, file_info(content=b"deux"))
    [old] = passage_ids_of(store, first.version_id)
    assert store.catalogue.passage(OWNER, old).passage.version_id == first.version_id


def test_a_passage_comes_back_as_it_was_kept(store: Store) -> None:
    submitted = bring_in(store, file_info(), ["Le prix est de 1 234,56 €.", "Durée : 3 ans."])
    expected = make_passages(
        submitted.document_id, submitted.version_id, ["Le prix est de 1 234,56 €.", "Durée : 3 ans."]
    )
    found = store.catalogue.version_passages(submitted.version_id)
    assert [item.passage for item in found] == expected
    assert (found[0].title, found[0].filename, found[0].media_type, found[0].language) == (
        "Titre", "a.txt", "text/plain", "fr",
    )  # fmt: skip
    assert [page.width for page in store.catalogue.pages(submitted.version_id)] == [595.0]
    assert store.catalogue.pages("unknown") == []


def test_the_digest_of_a_version_belongs_to_its_document(store: Store) -> None:
    first = bring_in(store, file_info("a.txt", b"a"))
    second = bring_in(store, file_info("b.txt", b"b"))
    digest = store.catalogue.sha256_of_version(first.document_id, first.version_id)
    assert digest == file_info(content=b"a").sha256
    with pytest.raises(NotFoundError):
        store.catalogue.sha256_of_version(first.document_id, second.version_id)


def test_children_and_unfinished(store: Store) -> None:
    parent = bring_in(store, file_info("m.eml"))
    child = store.ledger.submit(
        file_info("p.pdf", b"p", source="attachment:1", parent_id=parent.document_id, deduplicate=False)
    )
    assert [document.id for document in store.catalogue.children(parent.document_id)] == [child.document_id]
    assert store.catalogue.unfinished() == 1
    assert store.catalogue.unfinished([parent.document_id]) == 0 and store.catalogue.unfinished([]) == 0
