"""A service under test: its documents, its keys, and how to ask it."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest.mock import patch

from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient

from rag.domain.document import EVERYONE
from rag.models.language_model import Completion, Message
from rag.opening import QueryEngine
from tests.ingest.parsing.makers import lines, pdf
from tests.support.stores import bring_in, file_info, passage_ids_of

PUBLIC = "La cantine du site ferme le vendredi à quinze heures."
PUBLIC_TOO = "Le parking du site compte douze places."
SECRET = "Le site de Vierzon ferme le 31 mars 2027 et 48 postes disparaissent."
SECRET_TOO = "La prime de la direction est de 250 000 euros."
SECRET_WORDS = ("Vierzon", "250 000", "48 postes", "plan-social", "direction")


class House:
    """A running service with its keys: ``admin``, ``member`` of the management, ``outsider`` of sales."""

    def __init__(self, app: FastAPI, client: TestClient, engine: QueryEngine) -> None:
        self.app, self.client, self.engine = app, client, engine
        keys = engine.store.keys
        self.keys = {
            "admin": keys.create("admin", admin=True),
            "member": keys.create("member", ["direction"]),
            "outsider": keys.create("outsider", ["ventes"]),
        }
        self.public = self.secret = ""
        self.passages: dict[str, list[str]] = {}

    def bring_public(self) -> None:
        self.public = self.bring("vie-du-site.pdf", [PUBLIC, PUBLIC_TOO], [EVERYONE], number=1)

    def bring_secret(self) -> None:
        self.secret = self.bring("plan-social.pdf", [SECRET, SECRET_TOO], ["direction"], number=2)

    def bring(self, name: str, texts: Sequence[str], allow: Sequence[str], number: int) -> str:
        """A document all the way to active; its id is the same in every house."""
        store = self.engine.store
        content = file_of(*texts)
        store.blobs.put(content)
        with patch("rag.store.ledger.uuid.uuid4", lambda: uuid.UUID(int=number)):
            done = bring_in(store, file_info(name, content, allow), texts, self.engine.index)
        self.passages[done.document_id] = passage_ids_of(store, done.version_id)
        return done.document_id

    def ask(self, who: str | None, method: str, path: str, **more: Any) -> Response:
        """A request with somebody's key (None: no key)."""
        headers = {"Authorization": f"Bearer {self.keys[who]}"} if who else {}
        return self.client.request(method, path, headers=headers, **more)


@cache
def file_of(*texts: str) -> bytes:
    """The same bytes each time (a PDF holds the moment it was made)."""
    return pdf(lines(*texts))


def secret_bytes() -> bytes:
    """The management's file, as somebody else might happen to have it too."""
    return file_of(SECRET, SECRET_TOO)


class ScriptedModel:
    """A language model that writes what it is told, a few letters at a time, and then fails if told to."""

    name = "scripted"
    local = True
    prompt_budget = 3000

    def __init__(self, text: str, failure: Exception | None = None, cut: int | None = None) -> None:
        self.text, self.failure, self.cut = text, failure, cut
        self.prompts: list[list[Message]] = []

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        self.prompts.append(messages)
        completion.first_token_ms, completion.prompt_tokens, completion.completion_tokens = 1, 11, 7
        text = self.text if self.cut is None else self.text[: self.cut]
        for start in range(0, len(text), 7):
            yield text[start : start + 7]
        if self.failure is not None:
            raise self.failure

    def stop(self) -> None:
        pass


def claims(*drafts: tuple[str, str, int]) -> str:
    """Claims (text, quote, source) as the model writes them."""
    return json.dumps({"claims": [{"source": s, "quote": q, "text": t} for t, q, s in drafts]}, ensure_ascii=False)


def events(body: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data."""
    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


@dataclass(frozen=True)
class Way:
    """A way in which a document might show: a route and a request; ``shown`` is what the entitled see of it."""

    route: str
    name: str
    path: Callable[[House], str]
    body: dict[str, Any] | None = None
    model: str | None = None
    shown: str = ""
    entitled: str = "member"
    entitled_status: int = 200

    def take(self, house: House, who: str | None) -> Response:
        method = self.route.split()[0]
        return house.ask(who, method, self.path(house), **({"json": self.body} if self.body is not None else {}))


def plain(response: Response) -> bytes:
    """The response's bytes but for random ids, moments and durations, which tell nothing."""
    content = response.content
    content = re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", b"ID", content)
    content = re.sub(rb'"timings_ms": ?\{[^}]*\}', b"TIMES", content)
    content = re.sub(rb'"created": ?\d+', b"CREATED", content)
    return re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"MOMENT", content)


def headers_of(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "content-length"}
