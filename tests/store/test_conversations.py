"""Conversations: each its owner's, shown as far as rights reach now, and emptied of what is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from rag.domain.answer import Answer, AnswerKind, Citation, Claim, Withheld, WithheldReason
from rag.domain.rights import OWNER, Reader
from rag.errors import NotFoundError, RequestError
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from rag.store.tables import conversations, document_groups, turn_documents, turns
from tests.support.stores import bring_in, file_info

MARIE, PAUL = Reader("marie", frozenset(["achats"])), Reader("paul", frozenset(["achats"]))
QUOTE = "Le prix zqxj est de 10 €."


@pytest.fixture
def index(settings: Settings) -> Iterator[EdgeIndex]:
    opened = EdgeIndex(index_folder(settings), "fake-32", 32)
    yield opened
    opened.close()


def _answer(*documents: str) -> Answer:
    cited = [
        Citation(
            n=n, document_id=document, version_id="v", title="T", filename="f", page=1, passage_id="p", quote=QUOTE,
            headings=[], boxes=[], url="",
        )
        for n, document in enumerate(documents, 1)
    ]  # fmt: skip
    return Answer(
        answer_id="a", kind=AnswerKind.EXTRACTIVE, language="fr", text=QUOTE,
        claims=[Claim(text=QUOTE, citations=[1])], citations=cited,
        withheld=[Withheld(text="Secret wjkq.", reason=WithheldReason.QUOTE_NOT_FOUND)], nearest=[],
    )  # fmt: skip


def _document(store: Store, index: EdgeIndex, name: str = "a.txt", **more: object) -> str:
    content = name.encode()
    store.blobs.put(content)
    return bring_in(store, file_info(name, content, **more), [QUOTE], index).document_id  # type: ignore[arg-type]


def _asked(
    store: Store, reader: Reader, *documents: str, asked: str = "et zqxj ?", question: str = "Prix zqxj ?"
) -> str:
    conversation = store.conversations.create(reader).id
    store.conversations.add(reader, conversation, asked, question, _answer(*documents), documents)
    return conversation


def test_turns_come_back_as_they_were_but_for_what_was_withheld(store: Store, index: EdgeIndex) -> None:
    document = _document(store, index)
    conversation = _asked(store, MARIE, document)
    store.conversations.add(MARIE, conversation, "deux", "deux", _answer(document), [document])
    first, second = store.conversations.turns(MARIE, conversation)
    assert (first.asked, first.question, second.asked) == ("et zqxj ?", "Prix zqxj ?", "deux")
    assert first.answer == _answer(document).model_copy(update={"withheld": []})
    assert (first.documents, first.collections) == ({document}, {"default"})
    assert [turn.asked for turn in store.conversations.turns(MARIE, conversation, last=1)] == ["deux"]
    assert store.conversations.conversation(MARIE, conversation).title == "et zqxj ?"


def test_another_key_sees_none_of_it(store: Store, index: EdgeIndex) -> None:
    document = _document(store, index)
    conversation = _asked(store, MARIE, document)
    for reader in (PAUL, OWNER):
        for call in (store.conversations.conversation, store.conversations.turns, store.conversations.delete):
            with pytest.raises(NotFoundError, match="of yours"):
                call(reader, conversation)
        assert store.conversations.owned(reader) == ([], None)
        assert store.conversations.delete_all(reader) == 0
        store.conversations.add(reader, conversation, "x", "x", _answer(document), [document])
    assert len(store.conversations.turns(MARIE, conversation)) == 1


def test_the_list_has_the_last_used_first_and_goes_on_behind_its_cursor(store: Store) -> None:
    made = [store.conversations.create(MARIE).id for _ in range(5)]
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with store.database.write() as connection:
        for place, identifier in enumerate(made):
            # The third and fourth at the same moment: the id decides.
            when = moment + timedelta(days=min(place, 3) if place != 3 else 2)
            connection.execute(update(conversations).where(conversations.c.id == identifier).values(updated_at=when))
    tied = sorted(made[2:4], reverse=True)
    expected = [made[4], *tied, made[1], made[0]]
    found, cursor = store.conversations.owned(MARIE, limit=2)
    assert cursor is not None
    more, cursor = store.conversations.owned(MARIE, after=cursor, limit=2)
    assert cursor is not None
    rest, end = store.conversations.owned(MARIE, after=cursor, limit=2)
    assert [one.id for one in [*found, *more, *rest]] == expected and end is None
    with pytest.raises(RequestError):
        store.conversations.owned(MARIE, after="nonsense")


def test_rights_taken_away_hide_the_answer_and_what_was_understood_by_it(store: Store, index: EdgeIndex) -> None:
    kept = _document(store, index, "b.txt", allow=("achats",))
    lost = _document(store, index, "a.txt", allow=("achats",))
    conversation = _asked(store, MARIE, kept, lost)
    store.conversations.add(MARIE, conversation, "autre", "autre", _answer(kept), [kept])
    with store.database.write() as connection:
        connection.execute(delete(document_groups).where(document_groups.c.document_id == lost))
        connection.execute(insert(document_groups).values(document_id=lost, group_name="direction"))
    hidden, shown = store.conversations.turns(MARIE, conversation)
    assert (hidden.answer, hidden.question, hidden.asked) == (None, "et zqxj ?", "et zqxj ?")
    assert shown.answer is not None
    # Given back, it is shown again: nothing was taken out of the database.
    again = Reader("marie", frozenset(["achats", "direction"]))
    assert store.conversations.turns(again, conversation)[0].answer is not None


def test_an_erased_document_takes_its_words_out_of_every_conversation(store: Store, index: EdgeIndex) -> None:
    erased, other = _document(store, index, "a.txt"), _document(store, index, "b.txt")
    mine, pauls = _asked(store, MARIE, erased, other, asked="et le prix ?"), _asked(store, PAUL, erased)
    untouched = _asked(store, MARIE, other)
    receipt = store.eraser.erase(erased, index, OWNER)
    assert receipt.turns == 2 and receipt.nothing_left
    [turn] = store.conversations.turns(MARIE, mine)
    assert (turn.asked, turn.question, turn.answer) == ("et le prix ?", "et le prix ?", None)
    assert store.conversations.turns(PAUL, pauls)[0].answer is None
    assert store.conversations.turns(MARIE, untouched)[0].answer is not None
    with store.database.read() as connection:
        rows = connection.execute(select(turns).where(turns.c.conversation_id == mine)).all()
        links = set(connection.execute(select(turn_documents.c.document_id)).scalars())
    assert rows[0].answer is None and "zqxj" not in str(rows) and links == {other}


def test_the_quotes_are_not_in_the_files_of_the_database_any_more(
    store: Store, index: EdgeIndex, settings: Settings
) -> None:
    if settings.database.url.get_secret_value():
        pytest.skip("PostgreSQL keeps the text of deleted rows until it vacuums: docs/operating.md says what to do")
    document = _document(store, index)
    _asked(store, MARIE, document, asked="et le prix ?")
    store.eraser.erase(document, index, OWNER)
    store.close()
    kept = b"".join(path.read_bytes() for path in settings.home.glob("sourcier.db*"))
    assert b"zqxj" not in kept and b"wjkq" not in kept


def test_an_answer_that_comes_after_the_erasure_is_not_kept(store: Store, index: EdgeIndex) -> None:
    document = _document(store, index)
    conversation = store.conversations.create(MARIE).id
    store.eraser.erase(document, index, OWNER)
    store.conversations.add(MARIE, conversation, "et ?", "Prix zqxj ?", _answer(document), [document])
    [turn] = store.conversations.turns(MARIE, conversation)
    assert (turn.asked, turn.question, turn.answer) == ("et ?", "et ?", None)
    with store.database.read() as connection:
        assert "zqxj" not in str(connection.execute(select(turns)).all())


def test_deleted_conversations_leave_nothing_and_take_no_more_turns(store: Store, index: EdgeIndex) -> None:
    document = _document(store, index)
    first, _second, pauls = (_asked(store, reader, document) for reader in (MARIE, MARIE, PAUL))
    store.conversations.delete(MARIE, first)
    store.conversations.add(MARIE, first, "x", "x", _answer(document), [document])
    assert store.conversations.delete_all(MARIE) == 1
    with store.database.read() as connection:
        for table in (turns, turn_documents):
            assert set(connection.execute(select(table.c.conversation_id)).scalars()) == {pauls}


def test_the_next_key_of_a_name_inherits_no_conversation(store: Store) -> None:
    store.keys.create("marie", ["achats"])
    store.conversations.create(MARIE)
    store.keys.remove("marie")
    assert store.conversations.owned(MARIE) == ([], None)
