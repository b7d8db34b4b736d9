"""What the asker gets when the language model's server fails: a fallback or what was proved, and within the limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answering.answer import Shown
from rag.domain.answer import AnswerKind
from tests.rag.answering.scripted import asked, passage
from tests.support.model_failures import BEGUN, FAILURES, PROOF, WHOLE, Failure
from tests.support.model_servers import SERVERS, ScriptedServer, scripted

QUESTION = "Quand la cantine du site ferme-t-elle ?"
pytestmark = pytest.mark.timeout(30)


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[ScriptedServer]:
    with scripted(request.param) as started:
        yield started


def _ids(failure: Failure) -> str:
    return failure.name


@pytest.mark.parametrize("failure", FAILURES, ids=_ids)
def test_a_server_that_fails_before_a_claim_gives_way_to_the_sentences(
    server: ScriptedServer, failure: Failure
) -> None:
    limits = failure.set_up(server)
    _, last = asked(QUESTION, server.model(**limits), passage(PROOF))
    assert (last.kind, last.note, last.model) == (AnswerKind.EXTRACTIVE, failure.note, None)
    assert [claim.text for claim in last.claims] == [PROOF]
    assert not failure.hangs or server.left.wait(5), "the connection is closed within the limits"


@pytest.mark.parametrize("failure", [failure for failure in FAILURES if failure.later], ids=_ids)
def test_a_server_that_fails_after_a_claim_leaves_it_shown(server: ScriptedServer, failure: Failure) -> None:
    limits = failure.set_up(server, BEGUN)
    events, last = asked(QUESTION, server.model(**limits), passage(PROOF))
    assert (last.kind, last.note, last.model) == (AnswerKind.GENERATED, failure.note, "mistral:latest")
    assert [claim.text for claim in last.claims] == [PROOF]
    assert [event.claim for event in events if isinstance(event, Shown)] == last.claims
    assert not failure.hangs or server.left.wait(5), "the connection is closed within the limits"


def test_a_server_that_does_not_fail(server: ScriptedServer) -> None:
    """The failures above are none of the test's own making."""
    server.chat = server.says(WHOLE[:30], WHOLE[30:], prompt=600, written=40)
    _, last = asked(QUESTION, server.model(), passage(PROOF))
    assert (last.kind, last.note, last.model) == (AnswerKind.GENERATED, None, "mistral:latest")
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (600, 40)
    assert last.timings_ms.first_token is not None


def test_a_window_that_the_server_says_is_too_small_is_named(server: ScriptedServer) -> None:
    server.status = 400
    server.chat = [b'{"error": {"message": "request (5000 tokens) exceeds the available context size", "code": 400}}']
    _, last = asked(QUESTION, server.model(), passage(PROOF))
    assert (last.kind, last.note) == (AnswerKind.EXTRACTIVE, "model_answer")


def test_a_redirection_is_a_failure(server: ScriptedServer) -> None:
    server.status, server.chat = 302, []
    _, last = asked(QUESTION, server.model(), passage(PROOF))
    assert (last.kind, last.note) == (AnswerKind.EXTRACTIVE, "model_unreachable")
