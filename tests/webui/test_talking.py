"""A conversation as the page keeps it, before anything is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

from webui.client import Client
from webui.running import Progress
from webui.sse import Event
from webui.talking import Talk

ANSWER = {
    "answer_id": "a", "kind": "abstained", "language": "fr", "text": "", "claims": [], "citations": [], "withheld": [],
    "nearest": [],
}  # fmt: skip


class Service:
    """Counts conversations begun, and remembers what was asked."""

    def __init__(self) -> None:
        self.begun, self.asked = 0, list[dict[str, Any]]()
        self.client = Client("http://x", "k", httpx.MockTransport(self._handle))

    def _handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/conversations":
            self.begun += 1
            return httpx.Response(201, json={"conversation_id": f"c{self.begun}"})
        body = json.loads(request.content)
        self.asked.append(body)
        rewritten = {"asked": body["question"], "question": "Quel est le préavis d'Ascensia ?"}
        found = [("rewritten", rewritten)] if len(self.asked) == 2 else []
        text = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in [*found, ("answer", ANSWER)])
        return httpx.Response(200, text=text)


def _ask(talk: Talk, service: Service, question: str, as_typed: bool = False) -> Progress:
    talk.ask(service.client, question, as_typed)
    assert talk.running is not None and talk.running.wait(10)
    return talk.turns[-1]


def test_the_first_question_begins_the_conversation_and_the_next_ones_belong_to_it() -> None:
    service, talk = Service(), Talk()
    assert _ask(talk, service, "Quel est le préavis de Thermolys ?").understood is None
    follow_up = _ask(talk, service, "et pour Ascensia ?")
    assert (follow_up.question, follow_up.understood) == ("et pour Ascensia ?", "Quel est le préavis d'Ascensia ?")
    _ask(talk, service, "et pour Ascensia ?", as_typed=True)
    assert service.begun == 1 and {body["conversation_id"] for body in service.asked} == {"c1"}
    assert [body["as_typed"] for body in service.asked] == [False, False, True]
    assert len(talk.turns) == 3 and talk.shown == 2


def test_a_question_that_failed_takes_its_own_place_when_it_is_asked_again() -> None:
    service, talk = Service(), Talk()
    _ask(talk, service, "un")
    talk.ask_again(service.client, "un")
    assert talk.running is not None and talk.running.wait(10) and len(talk.turns) == 1


def test_a_turn_whose_answer_is_gone_is_done() -> None:
    progress = Progress("x")
    assert not progress.done
    progress.gone = True
    assert progress.done


def test_another_turn_may_be_looked_at_until_the_next_question() -> None:
    service, talk = Service(), Talk()
    _ask(talk, service, "un")
    _ask(talk, service, "deux")
    talk.focus = 0
    assert talk.shown == 0
    _ask(talk, service, "trois")
    assert talk.shown == 2


def _events(*named: tuple[str, object]) -> Iterator[Event]:
    return (Event(name, json.dumps(data)) for name, data in named)


def test_how_a_question_was_understood_comes_before_the_answer() -> None:
    progress = Progress("et ?")
    for event in _events(("rewritten", {"asked": "et ?", "question": "Et quoi ?"}), ("sources", {"passages": [1, 2]})):
        progress.take(event)
    assert (progress.understood, progress.passages, progress.done) == ("Et quoi ?", 2, False)
