"""The bench of the first token: what is asked of the model in which order, and that it ends whatever happens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pytest

from eval.benchmarks.asking import first_tokens
from eval.benchmarks.prompts import MARK, ModelWithin, model_within, prompts_of
from rag.answering.prompting import preamble
from rag.errors import ModelUnreachableError, RequestError
from rag.facts.facts import Facts
from rag.opening import QueryEngine
from rag.retrieval.search import Retriever
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from tests.support.embedder import FakeEmbedder
from tests.support.model_servers import SERVERS, ScriptedServer, scripted
from tests.support.stores import bring_in, file_info

NOTICE = "Le préavis de résiliation est de six mois."
AGAIN = "préavis de résiliation : six mois"


@pytest.fixture
def engine(settings: Settings, store: Store) -> Iterator[QueryEngine]:
    embedder: Any = FakeEmbedder()
    index = EdgeIndex(index_folder(settings), embedder.name, embedder.dimensions)
    bring_in(store, file_info("a.pdf", b"a"), [NOTICE], index)
    retriever = Retriever(store.catalogue, index, embedder)
    yield QueryEngine(settings, store, index, embedder, retriever, Facts(store.database))
    index.close()


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[ScriptedServer]:
    with scripted(request.param) as running:
        # Whoever waits for more than the first piece waits for long.
        running.chat = [running.part('{"claims": ['), running.until_left]
        yield running


def _within(server: ScriptedServer) -> ModelWithin:
    found = model_within(server.settings())
    assert found is not None
    return found


def test_the_calls_differ_by_what_the_server_may_reuse(engine: QueryEngine, server: ScriptedServer) -> None:
    found = first_tokens(engine, _within(server), [NOTICE, AGAIN], 2, 60)
    asked = [[message["content"] for message in body["messages"]] for body in server.received]
    load, first_cold, second_cold, warm, first, first_bare, second_bare, second = asked
    instructions = [message.content for message in preamble("fr")]
    assert load == [MARK] and warm == [*instructions, MARK]
    assert NOTICE in first[-1] and AGAIN in second[-1] and first[:-1] == second[:-1] == instructions
    for cold, whole, marks in ((first_cold, first, MARK), (second_cold, second, 2 * MARK)):
        assert cold == [marks + whole[0], *whole[1:]]
    for bare, whole in ((first_bare, first), (second_bare, second)):
        assert bare == [*whole[:-1], MARK + whole[-1]]
    rows = {(row.case, row.measure): row for row in found.rows}
    median = rows["median of 2", "first token of /ask"]
    each = [rows[f"question {number}", "first token of /ask"] for number in (1, 2)]
    assert median.value == pytest.approx(sum(row.value for row in each) / 2)
    assert median.baseline == pytest.approx(sum(row.baseline or 0 for row in each) / 2) and median.at_most == 1.1
    assert 0 < rows["median of 2", "search, before the model is called"].value < median.value
    assert rows["question 2", "bare call, instructions reused"].against == "nothing to reuse"


def test_times_are_those_of_the_first_token(engine: QueryEngine, server: ScriptedServer) -> None:
    server.chat = [lambda: time.sleep(0.3), server.part("{"), lambda: time.sleep(6)]
    started = time.monotonic()
    [row] = [
        row
        for row in first_tokens(engine, _within(server), [NOTICE], 1, 60).rows
        if row.measure == "first token of /ask" and row.case == "question 1"
    ]
    assert 300 <= row.value < 6000 and 300 <= (row.baseline or 0) < 6000
    # Loaded, cold, warm, asked, bare; nobody waited for what came after the first piece.
    assert len(server.received) == 5 and time.monotonic() - started < 25


def test_what_a_cache_saves_is_seen(engine: QueryEngine, server: ScriptedServer) -> None:
    """A server that takes a time for each character that it has not just read."""
    known = [""]

    def reads() -> None:
        text = "".join(message["content"] for message in server.received[-1]["messages"])
        reused = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(known[0], text, strict=False)))
        known[0] = text
        time.sleep((len(text) - reused) / 2000)

    server.chat = [reads, server.part("{"), server.until_left]
    rows = {(row.case, row.measure): row for row in first_tokens(engine, _within(server), [NOTICE, AGAIN], 2, 60).rows}
    for number in (1, 2):
        reused = rows[f"question {number}", "bare call, instructions reused"]
        assert reused.ratio is not None and reused.ratio < 0.6
        # Asked after the cold calls, the instructions were in the cache again.
        assert rows[f"question {number}", "first token of /ask"].value < (reused.baseline or 0)


def test_the_limit_ends_it_with_what_it_has(engine: QueryEngine, server: ScriptedServer) -> None:
    """Loaded, two cold, warm, and both calls of a question; the next ones hang."""
    calls = iter(range(100))
    first = server.part("{")

    def hangs_later() -> None:
        if next(calls) >= 6:
            server.until_left()
        else:
            server._here.output.write(first)

    server.chat = [hangs_later, server.until_left]
    started = time.monotonic()
    found = first_tokens(engine, _within(server), [NOTICE, AGAIN], 2, 10)
    assert time.monotonic() - started < 19
    assert found.notes[0].startswith("1 of 2 questions") and any("ended the lane early" in note for note in found.notes)
    assert {row.case for row in found.rows} == {"question 1", "median of 1"}


def test_a_model_that_never_writes_is_named(engine: QueryEngine, server: ScriptedServer) -> None:
    server.chat = [server.until_left]
    started = time.monotonic()
    with pytest.raises(ModelUnreachableError, match=r"within 1 s.*--minutes"):
        first_tokens(engine, _within(server), [NOTICE], 1, 1)
    assert time.monotonic() - started < 15


def test_a_server_that_goes_away_is_no_slow_one(engine: QueryEngine, server: ScriptedServer) -> None:
    server.chat = [server.hangs_up]
    with pytest.raises(ModelUnreachableError, match=r"(?i)server|answer"):
        first_tokens(engine, _within(server), [NOTICE], 1, 60)


def test_questions_that_never_reach_the_model_are_no_measure(engine: QueryEngine, server: ScriptedServer) -> None:
    with pytest.raises(RequestError):
        first_tokens(engine, _within(server), ["zzz"], 1, 60)
    assert server.received == []


def test_prompts_are_of_questions_that_the_model_is_asked_once_for(engine: QueryEngine) -> None:
    """The second reader of figures would be asked first for "combien avons-nous claqué"."""
    asked = [NOTICE, "zzz", "Combien de factures avons-nous flambé cette année pour le préavis de résiliation ?"]
    assert [prompt.question for prompt in prompts_of(engine, asked, 3000)] == [NOTICE]


def test_no_server_no_model() -> None:
    with scripted(SERVERS[0]) as server:
        settings = server.settings()
    assert model_within(settings) is None
