"""The bench of answers a minute: what is counted, that it ends in time, and the service in a process of its own."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from eval.benchmarks import answering
from eval.benchmarks.answering import Answered, answers, bare_model
from eval.benchmarks.prompts import Prompt, model_within
from eval.benchmarks.serving import served, service
from rag.errors import ModelUnreachableError
from rag.facts.facts import Facts
from rag.models.embedder import load_embedder
from rag.models.language_model import Message
from rag.opening import QueryEngine
from rag.retrieval.search import Retriever
from rag.settings import Settings
from rag.store.heads import head_text
from rag.store.index.base import IndexPoint
from rag.store.index.edge import EdgeIndex
from rag.store.index.sparse import document_vector
from rag.store.opening import Store, index_folder, open_own_index
from tests.support.embedder import FakeEmbedder
from tests.support.model_servers import OllamaServer, ScriptedServer, scripted
from tests.support.stores import bring_in, file_info

NOTICE = "Le préavis de résiliation est de six mois."
CLAIMS = json.dumps({"claims": [{"source": 1, "quote": NOTICE, "text": NOTICE}]})
PROMPT = Prompt("q", (Message("system", "Do."), Message("user", "What?")), {})


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted(OllamaServer) as running:
        running.chat = [lambda: time.sleep(0.05), *running.says(CLAIMS)]
        yield running


def _running(settings: Settings, store: Store, index: EdgeIndex) -> Any:
    embedder: Any = FakeEmbedder()
    bring_in(store, file_info("a.pdf", b"a"), [NOTICE], index)
    retriever = Retriever(store.catalogue, index, embedder)
    return served(QueryEngine(settings, store, index, embedder, retriever, Facts(store.database)))


@pytest.fixture
def running(settings: Settings, store: Store, server: ScriptedServer) -> Iterator[Any]:
    """The service in this process, with the scripted model and the fake embedder."""
    own = settings.model_copy(update={"ollama": server.limits()})
    index = EdgeIndex(index_folder(settings), "fake-32", 32)
    with _running(own, store, index) as (url, key):
        yield SimpleNamespace(url=url, key=key)
    index.close()


def test_per_minute_is_counted_to_the_last_answer() -> None:
    assert Answered([1.0, 3.0, 6.0], [1, 2, 3]).per_minute == 30
    assert Answered([], []).per_minute == 0


def test_answers_of_several_clients_are_counted(running: Any, server: ScriptedServer) -> None:
    found = answering._answered(running, [NOTICE], 3, 5)
    assert 1 < len(found.moments) == len(found.took) <= len(server.received) and found.failed == 0
    assert found.by_model == len(found.moments) and max(found.moments) < 8
    assert list(found.moments) == sorted(found.moments) and min(found.took) >= 0.05


def test_search_alone_asks_no_model(running: Any, server: ScriptedServer) -> None:
    assert answering._answered(running, [NOTICE], 1, 0.5, "/v1/search").moments and server.received == []


def test_an_answer_without_the_model_is_not_the_models(running: Any, server: ScriptedServer) -> None:
    server.status = 500
    found = answering._answered(running, [NOTICE], 1, 0.5)
    assert found.moments and found.by_model == 0 and found.failed == 0


def test_who_has_no_answer_in_time_goes_and_the_model_is_stopped(running: Any, server: ScriptedServer) -> None:
    # The model is given one at a time: on a slow machine the time may be up before the second reaches it.
    for seconds in (1.5, 5, 15):
        calls = itertools.count()
        server.chat = [lambda calls=calls: next(calls) and server.until_left(), *server.says(CLAIMS)]
        assert len(answering._answered(running, [NOTICE], 2, seconds).moments) == 1
        if server.left.wait(5):
            return
    raise AssertionError("the model was never stopped")


def test_one_answer_is_waited_for(running: Any, server: ScriptedServer) -> None:
    server.chat = [lambda: time.sleep(1.5), *server.says(CLAIMS)]
    assert len(answering._answered(running, [NOTICE], 1, 0.2).moments) == 1


def test_refused_requests_are_failures(running: Any) -> None:
    wrong = SimpleNamespace(url=running.url, key="none")
    found = answering._answered(wrong, [NOTICE], 1, 0.3)
    assert found.failed and not found.moments


def test_the_bare_model_is_asked_the_prompts_whole(server: ScriptedServer) -> None:
    within = model_within(server.settings())
    assert within is not None
    found = bare_model(within, [PROMPT], 1)
    assert len(found.moments) >= 2 and found.took[0] == found.moments[0] >= 0.05
    said = [[message["content"] for message in body["messages"]] for body in server.received]
    assert said[:2] == [["Do.", "\u2022 What?"], ["Do.", "\u2022 \u2022 What?"]], "never the very same prompt twice"


def test_a_bare_model_that_is_away_is_an_error(server: ScriptedServer) -> None:
    within = model_within(server.settings())
    server.chat = [server.hangs_up]
    assert within is not None
    with pytest.raises(ModelUnreachableError):
        bare_model(within, [PROMPT], 1)


def _informed(engine: QueryEngine, question: str) -> int:
    """Runs in the service's process."""
    if question == "fail":
        raise ValueError("no such thing")
    return int(engine.index.info()["points"]) + len(engine.embedder.embed_question(question))


@pytest.mark.slow
def test_all_of_it_with_services_of_their_own(settings: Settings, store: Store, server: ScriptedServer) -> None:
    embedder = load_embedder(settings)
    index = open_own_index(settings, embedder.name, embedder.dimensions)
    submitted = bring_in(store, file_info("a.pdf", b"a"), [NOTICE])
    found = store.catalogue.active_versions()[0]
    [passage] = store.catalogue.version_passages(found.id)
    head = document_vector(head_text("Titre", "a.pdf", NOTICE), "fr")
    point = IndexPoint(
        id=passage.passage.id, dense=embedder.embed_passages([NOTICE])[0], sparse=document_vector(NOTICE, "fr"),
        head=head, document_id=submitted.document_id, version_id=found.id, collection="default", language="fr",
        allow=["everyone"],
    )  # fmt: skip
    index.insert([point])
    index.go_live(found.id, ["everyone"])
    index.close()
    with service(settings) as own:
        assert own.run(_informed, "x") == 385 and own.memory_mib()["resident"] > own.memory_mib()["own"] > 100
        with pytest.raises(RuntimeError, match="ValueError: no such thing"):
            own.run(_informed, "fail")
        assert own.run(_informed, "y") == 385
    with_model = settings.model_copy(update={"ollama": server.limits()})
    question = "Quel est le préavis de résiliation ?"
    result = answers(with_model, [question], model_within(with_model), (1, 2), 1, 1)
    rows = {(row.case, row.measure): row for row in result.rows}
    assert rows["1 client", "answers by extracts"].against == "search alone"
    assert rows["2 clients", "answers by extracts"].baseline == rows["1 client", "answers by extracts"].value > 0
    assert rows["1 client", "answers by model"].against == "bare model" and server.received
    assert rows["2 clients", "answers by model"].ratio and rows["2 clients", "of these by the model"].value == 100
    assert result.notes[0].startswith("1 of 1 questions")


@pytest.mark.slow
def test_a_service_that_does_not_start_says_why(settings: Settings) -> None:
    index = EdgeIndex(index_folder(settings), settings.embedder.model, 384)
    with pytest.raises(RuntimeError, match="IndexLockedError"), service(settings):
        pass
    index.close()
