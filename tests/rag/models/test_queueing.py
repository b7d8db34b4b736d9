"""A server is given a few questions at a time; the others wait in turn, not for ever, and not when nobody waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from rag.errors import ModelBusyError, ModelUnreachableError
from rag.models.language_model import Completion, LanguageModel, Message
from rag.models.queueing import ServerQueue, queue_of
from tests.support.model_servers import SERVERS, ScriptedServer, scripted

MESSAGES = [Message("user", "Combien ?")]
pytestmark = pytest.mark.timeout(30)


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[ScriptedServer]:
    with scripted(request.param) as started:
        yield started


def _never() -> bool:
    return False


def _read(model: LanguageModel) -> list[str]:
    return list(model.stream(MESSAGES, {}, Completion()))


def _in_thread(model: LanguageModel, results: list[object]) -> threading.Thread:
    def run() -> None:
        try:
            results.append(_read(model))
        except (ModelBusyError, ModelUnreachableError) as error:
            results.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_at_a_time_than_set_and_everyone_has_a_turn(server: ScriptedServer, at_once: int) -> None:
    meet = threading.Barrier(at_once)
    # Each call waits for as many others as may run: were it fewer, the barrier would break.
    server.chat.insert(1, lambda: meet.wait(10) and None)
    results: list[object] = []
    threads = [_in_thread(server.model(at_once=at_once), results) for _ in range(6)]
    for thread in threads:
        thread.join(20)
    assert results == [["Six ", "mois."]] * 6
    assert server.busiest == at_once


def test_who_waits_too_long_is_told_so_and_the_server_is_not_asked(server: ScriptedServer) -> None:
    first = server.model().stream(MESSAGES, {}, Completion())
    next(first)
    with pytest.raises(ModelBusyError):
        _read(server.model(first_token_timeout_s=0.2))
    assert len(server.received) == 1
    first.close()  # type: ignore[attr-defined]
    assert _read(server.model(first_token_timeout_s=0.2)) == ["Six ", "mois."]


def test_turns_come_in_order() -> None:
    queue, order, threads = ServerQueue(1), list[int](), []
    with queue.turn(1, _never):
        for number in range(5):

            def run(number: int = number) -> None:
                with queue.turn(10, _never):
                    order.append(number)

            threads.append(threading.Thread(target=run, daemon=True))
            threads[-1].start()
            while len(queue._waiting) <= number:
                time.sleep(0.005)
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]


def test_a_server_has_one_queue() -> None:
    assert queue_of("http://a", 1) is queue_of("http://a", 1)
    assert queue_of("http://a", 1) is not queue_of("http://b", 1)


def test_a_failed_call_gives_its_turn_back(server: ScriptedServer) -> None:
    good, server.chat = server.chat, [server.hangs_up]
    with pytest.raises(ModelUnreachableError):
        _read(server.model())
    server.chat = good
    assert _read(server.model(first_token_timeout_s=1)) == ["Six ", "mois."]


@pytest.mark.parametrize("written", [[], ["Six "]], ids=["before the first token", "in the middle"])
def test_a_stopped_model_closes_its_connection_while_it_waits(server: ScriptedServer, written: list[str]) -> None:
    asked = threading.Event()
    server.chat = [*(server.part(text) for text in written), asked.set, server.until_left, *server.end()]
    model, results = server.model(), list[object]()
    thread = _in_thread(model, results)
    assert asked.wait(10)
    model.stop()
    thread.join(10)
    assert server.left.wait(10)
    assert isinstance(results[0], ModelUnreachableError)


def test_a_model_stopped_in_the_queue_leaves_it_and_one_stopped_before_asks_nobody(server: ScriptedServer) -> None:
    first = server.model().stream(MESSAGES, {}, Completion())
    next(first)
    model, results = server.model(), list[object]()
    thread = _in_thread(model, results)
    while not model._queue._waiting:  # type: ignore[attr-defined]
        time.sleep(0.005)
    model.stop()
    thread.join(10)
    assert isinstance(results[0], ModelBusyError) and len(server.received) == 1
    first.close()  # type: ignore[attr-defined]
    with pytest.raises(ModelBusyError):
        _read(model)
    assert len(server.received) == 1
