"""The service beside a real (scripted) server of language models: its failures, askers who leave, many at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from rag.settings import Settings
from tests.rag.service.house import PUBLIC, SECRET, House, events
from tests.support.model_failures import BEGUN, FAILURES, PROOF, WHOLE, Failure
from tests.support.model_servers import SERVERS, OllamaServer, ScriptedServer, scripted
from tests.support.serving import served

pytestmark = pytest.mark.timeout(60)
Ask = Callable[[dict[str, Any]], Any]


@pytest.fixture
def house(lasting_house: House) -> House:
    return lasting_house


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[ScriptedServer]:
    with scripted(request.param) as started:
        yield started


@pytest.fixture
def use(house: House) -> Iterator[Callable[[Settings], None]]:
    """Gives the service the model servers of some settings."""

    def use(settings: Settings) -> None:
        told = house.engine.settings.model_copy(update={"ollama": settings.ollama, "openai": settings.openai})
        house.app.state.engine = replace(house.engine, settings=told)

    yield use
    house.app.state.engine = house.engine


def _ask(house: House, stream: bool, **more: Any) -> dict[str, Any]:
    body = {"question": PUBLIC, "stream": stream, **more}
    response = house.ask("outsider", "POST", "/v1/ask", json=body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = events(response.text)[-1][1] if stream else response.json()
    return found


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.name)
def test_a_question_is_answered_whatever_the_server_does(
    house: House, server: ScriptedServer, use: Callable[[Settings], None], failure: Failure
) -> None:
    if failure.name == "goes away when asked":
        server.chat, limits = [server.hangs_up], {}
    else:
        limits = failure.set_up(server)
    use(server.settings(**limits))
    found = _ask(house, stream=isinstance(server, OllamaServer))
    assert (found["kind"], found["note"], found["model"]) == ("extractive", failure.note, None)
    assert found["claims"][0]["text"] == PROOF == PUBLIC


def test_what_was_shown_before_the_server_died_stays(
    house: House, server: ScriptedServer, use: Callable[[Settings], None]
) -> None:
    server.chat = [server.part(BEGUN), server.hangs_up]
    use(server.settings())
    response = house.ask("outsider", "POST", "/v1/ask", json={"question": PUBLIC, "stream": True})
    assert [name for name, _ in events(response.text)] == ["sources", "claim", "answer"]
    last = events(response.text)[-1][1]
    assert (last["kind"], last["note"], last["text"]) == ("generated", "model_unreachable", f"{PROOF} [1]")


def test_no_server_at_all_and_one_that_lists_nothing_in_time(
    house: House, server: ScriptedServer, use: Callable[[Settings], None]
) -> None:
    settings = server.settings()
    server.names = []
    use(settings)
    assert (_ask(house, False)["kind"], server.received) == ("extractive", [])
    server.close()
    found = _ask(house, False)
    assert (found["kind"], found["note"], found["model"]) == ("extractive", None, None)


def test_a_model_that_the_server_does_not_have(
    house: House, server: ScriptedServer, use: Callable[[Settings], None]
) -> None:
    use(server.settings(model="other"))
    assert _ask(house, False)["kind"] == "extractive" and server.received == []
    refused = house.ask("outsider", "POST", "/v1/ask", json={"question": PUBLIC, "model": "third"})
    assert refused.status_code == 400 and "third" in refused.json()["detail"]


def test_a_busy_server_is_waited_for_and_then_done_without(
    house: House, server: ScriptedServer, use: Callable[[Settings], None]
) -> None:
    go_on = threading.Event()
    server.chat = [server.part(WHOLE), lambda: go_on.wait(20) and None, *server.end()]
    use(server.settings(first_token_timeout_s=10))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_ask, house, False)
        while not server.received:
            time.sleep(0.005)
        use(server.settings(first_token_timeout_s=0.2))
        second = _ask(house, False)
        go_on.set()
        assert first.result()["kind"] == "generated"
    assert (second["kind"], second["note"]) == ("extractive", "model_busy")
    assert second["claims"][0]["text"] == PROOF and len(server.received) == 1


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions"])
@pytest.mark.parametrize("begun", [False, True], ids=["before the first token", "after a claim"])
def test_an_asker_who_leaves_stops_the_model(
    house: House, server: ScriptedServer, use: Callable[[Settings], None], path: str, begun: bool
) -> None:
    asked = threading.Event()
    server.chat = [*([server.part(BEGUN)] if begun else []), asked.set, server.until_left, *server.end()]
    use(server.settings())
    body = {"question": PUBLIC} if path == "/v1/ask" else {"messages": [{"role": "user", "content": PUBLIC}]}
    key = {"Authorization": f"Bearer {house.keys['outsider']}"}
    with served(house.app) as url, httpx.Client(timeout=20) as client:
        with client.stream("POST", url + path, json=body | {"stream": True}, headers=key) as response:
            assert response.status_code == 200
            assert asked.wait(20)
        assert server.left.wait(20)
        # The turn is free again: the next one is answered.
        server.chat = server.says(WHOLE)
        next_one = client.post(f"{url}/v1/ask", json={"question": PUBLIC}, headers=key)
    assert next_one.json()["kind"] == "generated"


def test_twenty_clients_at_once(house: House) -> None:
    at_once = threading.Barrier(20)
    with served(house.app) as url:

        def search(number: int) -> list[tuple[int, list[str]]]:
            who, query = ("member", SECRET) if number % 2 else ("outsider", PUBLIC)
            key = {"Authorization": f"Bearer {house.keys[who]}"}
            with httpx.Client(timeout=30, headers=key) as client:
                at_once.wait(20)
                found = [client.post(f"{url}/v1/search", json={"query": query}) for _ in range(5)]
            return [(one.status_code, [p["text"] for p in one.json()["passages"]]) for one in found]

        with ThreadPoolExecutor(20) as pool:
            results = list(pool.map(search, range(20)))
    for number, answers in enumerate(results):
        for status, texts in answers:
            assert status == 200 and texts[0] == (SECRET if number % 2 else PUBLIC)
            assert number % 2 or SECRET not in texts
