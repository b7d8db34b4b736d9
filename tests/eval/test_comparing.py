"""Sourcier and the plain loop, asked the same by scripted models: what each replies, and that a run goes on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from eval.answer_cases import AnswerCase, suite_cases
from eval.baselines.plain_chat import plain_chat
from eval.comparing import PLAIN_LOOP, SOURCIER, ask_all, compare, plain_loop
from eval.preparing import ingest_documents
from eval.records import read_records
from eval.replies import Reply, Sourcier
from eval.suites import load_suite
from rag.errors import ModelUnreachableError
from rag.models.embedder import Embedder
from rag.models.language_model import Message
from rag.models.ollama_model import OllamaModel
from rag.models.openai_model import OpenAIModel
from rag.opening import QueryEngine, open_query_engine
from rag.settings import ModelServer, OllamaSettings, OpenAISettings, Settings
from tests.eval import tiny
from tests.support.processes import free_port

SAID = {"loyer": "The annual rent is 12 000,00 €. It is net.", "dépôt": "The deposit is 900 €."}


class Chat:
    """A plain chat call that says what :data:`SAID` holds, or that it does not know."""

    def __init__(self) -> None:
        self.prompts: list[list[Message]] = []

    def __call__(self, messages: list[Message]) -> str:
        self.prompts.append(messages)
        asked = [each.id for each in tiny.QUESTIONS if each.question in messages[-1].content]
        return SAID.get(asked[0], "The context does not mention it.")


@pytest.fixture(scope="module", autouse=True)
def loaded_once(real_embedder: Embedder) -> Iterator[None]:
    """Every store of these tests shares one embedding model."""
    with pytest.MonkeyPatch.context() as patch:
        for place in ("rag.opening.load_embedder", "ingest.runtime.load_embedder"):
            patch.setattr(place, lambda _: real_embedder)
        yield


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, loaded_once: None) -> Iterator[QueryEngine]:
    folder = tmp_path_factory.mktemp("comparing")
    tiny.write_documents(folder / "documents")
    settings = Settings(home=folder / "home")
    ingest_documents(settings, folder / "documents")
    with open_query_engine(settings) as opened:
        yield opened


def test_the_plain_loop_is_given_two_pieces_of_the_one_document(engine: QueryEngine) -> None:
    chat = Chat()
    loop = plain_loop(engine, chat, ModelServer())
    reply = loop.ask(tiny.QUESTIONS[0].question, "bail.txt")
    assert [statement.text for statement in reply.statements] == ["The annual rent is 12 000,00 €.", "It is net."]
    assert [statement.cites for statement in reply.statements] == [[1], [1]]
    assert [(source.filename, source.page) for source in reply.sources] == [("bail.txt", 1)]
    assert tiny.RENT in reply.sources[0].text and reply.note is None
    [prompt] = chat.prompts
    assert [message.role for message in prompt] == ["system", "user"]
    assert tiny.RENT in prompt[-1].content and "Altherme" not in prompt[-1].content
    everywhere = loop.ask(tiny.QUESTIONS[0].question)
    assert len(everywhere.sources) == 2 and everywhere.statements[0].cites == [1, 2]


def test_a_model_that_is_away_is_noted(engine: QueryEngine) -> None:
    def away(_: list[Message]) -> str:
        raise ModelUnreachableError("away")

    reply = plain_loop(engine, away, ModelServer()).ask("Quel est le loyer ?")
    assert reply == Reply(statements=[], sources=[], note=ModelUnreachableError.code)


def test_sourcier_replies_with_its_claims_and_quotes(engine: QueryEngine) -> None:
    reply = Sourcier(engine, tiny.honest()).ask(tiny.QUESTIONS[0].question, "bail.txt")
    assert [(one.text, one.cites) for one in reply.statements] == [(tiny.RENT, [1])]
    [source] = reply.cited(reply.statements[0])
    assert (source.filename, source.quote) == ("bail.txt", tiny.RENT[:-1]) and source.quote in source.text
    # Of another document the answer is not to be had.
    assert Sourcier(engine, tiny.honest()).ask(tiny.QUESTIONS[0].question, "nda.txt").statements == []


def test_a_run_that_is_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "run"
    tiny.write_documents(documents)
    chats: list[Chat] = []

    def scripted(_: object, __: object) -> Chat:
        chats.append(Chat())
        return chats[-1]

    monkeypatch.setattr("eval.comparing.plain_chat", scripted)
    cases = suite_cases(load_suite(str(tiny.suite_file(tmp_path))), documents)
    settings = Settings(home=tmp_path / "user")

    def asked(limit: int | None, baseline: bool = True) -> dict[str, list[tuple[AnswerCase, Any]]]:
        return compare(cases, folder, settings, tiny.honest(), baseline, limit)

    assert set(asked(1, baseline=False)) == {SOURCIER} and chats == []
    both = asked(2)
    assert {name: [case.id for case, _ in given] for name, given in both.items()} == {
        SOURCIER: ["loyer", "congé"],
        PLAIN_LOOP: ["loyer", "congé"],
    }
    file = folder / "records.jsonl"
    assert [json.loads(line)["system"] for line in file.read_text().splitlines()] == [
        SOURCIER,
        PLAIN_LOOP,
        SOURCIER,
        PLAIN_LOOP,
    ]
    with file.open("a") as half:
        half.write('{"key": "ab')  # killed while it wrote
    assert asked(2) == both and len(chats) == 1  # nothing is asked, nothing even opened
    assert [len(given) for given in asked(None).values()] == [6, 6]
    assert len(chats[1].prompts) == 4


def test_a_case_whose_content_changed_is_asked_again(tmp_path: Path) -> None:
    class Counting:
        name = "s"
        asked = 0

        def ask(self, question: str, filename: str | None = None) -> Reply:
            self.asked += 1
            return Reply(statements=[], sources=[], note=None)

    class Folder:
        records_file = tmp_path / "records.jsonl"

    def a_case(accept: str) -> AnswerCase:
        return AnswerCase("1", "Combien ?", None, "answerable", None, (accept,), ())

    system, done = Counting(), dict[str, Any]()
    for accept in ("90 jours", "90 jours", "91 jours"):
        ask_all([a_case(accept)], [system], Folder(), done)  # type: ignore[arg-type]
    assert system.asked == 2
    assert len(read_records(Folder.records_file, type(next(iter(done.values()))))) == 2


@pytest.fixture
def server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that answers Ollama's and OpenAI's chat call alike; its address, and what it was sent."""
    received: list[dict[str, Any]] = []
    message = {"role": "assistant", "content": "Six mois."}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    both = {"model": "m", "message": message, "done": True, "id": "c", "object": "chat.completion", "created": 1}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(both | {"choices": [choice]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}", received
    running.shutdown()
    running.server_close()
    thread.join()


def test_the_chat_call_is_plain(server: tuple[str, list[dict[str, Any]]]) -> None:
    url, received = server
    settings = Settings(
        ollama=OllamaSettings(url=url, num_ctx=2048, max_tokens=70),
        openai=OpenAISettings(url=f"{url}/v1", num_ctx=2048, max_tokens=70),
    )
    messages = [Message("user", "Combien ?")]
    assert plain_chat(settings, OllamaModel(settings.ollama, "m"))(messages) == "Six mois."
    assert plain_chat(settings, OpenAIModel(settings.openai, "m"))(messages) == "Six mois."
    ollama, openai = received
    assert ollama["options"] == {"num_ctx": 2048, "num_predict": 70, "temperature": 0, "seed": 0}
    assert not ollama.get("format") and "response_format" not in openai
    assert (openai["max_tokens"], openai["temperature"], openai["seed"]) == (70, 0, 0)
    assert ollama["messages"] == openai["messages"] == [{"role": "user", "content": "Combien ?"}]


def test_a_server_that_is_away_is_an_error_of_the_tree() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    settings = Settings(ollama=OllamaSettings(url=url), openai=OpenAISettings(url=f"{url}/v1"))
    for model in (OllamaModel(settings.ollama, "m"), OpenAIModel(settings.openai, "m")):
        with pytest.raises(ModelUnreachableError):
            plain_chat(settings, model)([Message("user", "Combien ?")])
