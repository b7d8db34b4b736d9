"""The service's HTTP API, as the page uses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import httpx
from pydantic import BaseModel, ConfigDict

from rag.domain.document import DocumentStatus
from rag.errors import ServiceUnreachableError, SourcierError
from webui.sse import Event, read_events

_TIMEOUT = httpx.Timeout(30, connect=3)
# A model on a slow machine may take minutes for its first token; the service has its own, shorter limits.
_ASK_TIMEOUT = httpx.Timeout(600, connect=3)
_FILE_TIMEOUT = httpx.Timeout(120, connect=3)
_UPLOAD_TIMEOUT = httpx.Timeout(300, connect=3)


class Problem(Exception):
    """Raised when the service refuses, fails or does not answer; ``code`` is one of ``rag.errors``."""

    def __init__(self, code: str, detail: str, status: int = 0) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Mode(_Out):
    """How answers are made: by the model ``active``, else extractively; ``coming`` is what share of one has come."""

    active: str | None = None
    coming: float | None = None


class DocumentRow(_Out):
    """A document in the service's list."""

    document_id: str
    title: str
    filename: str
    collection: str
    status: DocumentStatus
    code: str | None = None
    reason: str | None = None
    language: str | None = None
    page_count: int | None = None
    allow: list[str] = []
    created_at: str = ""


class PassageRow(_Out):
    """A passage with its place."""

    passage_id: str
    document_id: str
    title: str
    filename: str = ""
    page: int
    headings: list[str] = []
    text: str


class ConversationRow(_Out):
    """A conversation in the list; ``title`` is its first question."""

    conversation_id: str
    title: str


class Submitted(_Out):
    """A document that the service has taken in; ``known`` when it had these bytes already."""

    document_id: str
    status: DocumentStatus
    known: bool = False


class Client:
    """Asks the service at ``url`` with one reader's key."""

    def __init__(self, url: str, key: str, transport: httpx.BaseTransport | None = None) -> None:
        # trust_env=False: no proxy of the environment may see a question or a document.
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=_TIMEOUT,
            trust_env=False,
            transport=transport,
        )

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def mode(self) -> Mode:
        """How answers are made now."""
        return Mode.model_validate(self.json("GET", "/v1/models"))

    def documents(self, *, status: str | None = None, limit: int = 100) -> tuple[list[DocumentRow], bool]:
        """At most ``limit`` documents, and whether there are more."""
        rows: list[DocumentRow] = []
        cursor: str | None = None
        while len(rows) < limit:
            given = {"limit": min(limit - len(rows), 500), "status": status, "cursor": cursor}
            page = self.json("GET", "/v1/documents", params={k: v for k, v in given.items() if v is not None})
            rows += [DocumentRow.model_validate(row) for row in page["documents"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return rows, False
        return rows, True

    def document(self, document_id: str) -> DocumentRow:
        """One document."""
        return DocumentRow.model_validate(self.json("GET", f"/v1/documents/{document_id}"))

    def delete(self, document_id: str) -> None:
        """Erases a document."""
        self.json("DELETE", f"/v1/documents/{document_id}")

    def upload(self, name: str, content: bytes, collection: str, allow: Sequence[str]) -> Submitted:
        """Hands a file in; an empty ``allow`` means everyone."""
        fields: dict[str, Any] = {"collection": collection, "allow": list(allow)}
        files = {"file": (name, content)}
        answer = self._send("POST", "/v1/documents", data=fields, files=files, timeout=_UPLOAD_TIMEOUT)
        return Submitted.model_validate(answer.json() | {"known": answer.status_code == httpx.codes.OK})

    def picture(self, path: str) -> bytes | None:
        """The page image at a citation's ``url``; None for kinds of file that have no pages."""
        if not path.startswith("/v1/documents/"):
            raise Problem(SourcierError.code, f"{path} is not the address of a page.")
        try:
            return self._send("GET", path).content
        except Problem as problem:
            if problem.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def passage(self, passage_id: str) -> PassageRow:
        """One passage."""
        return PassageRow.model_validate(self.json("GET", f"/v1/passages/{passage_id}"))

    def feedback(self, answer_id: str, verdict: str) -> None:
        """Says whether an answer was right."""
        self.json("POST", "/v1/feedback", json={"answer_id": answer_id, "verdict": verdict})

    def begin_conversation(self) -> str:
        """A new conversation's id."""
        return str(self.json("POST", "/v1/conversations")["conversation_id"])

    def conversations(self, limit: int) -> list[ConversationRow]:
        """The last used conversations of this key."""
        rows = self.json("GET", "/v1/conversations", params={"limit": limit})["conversations"]
        return [ConversationRow.model_validate(row) for row in rows]

    def conversation(self, conversation_id: str) -> list[dict[str, Any]]:
        """The turns of a conversation: ``asked``, ``question`` and ``answer`` (None where it is no longer shown)."""
        turns: list[dict[str, Any]] = self.json("GET", f"/v1/conversations/{conversation_id}")["turns"]
        return turns

    def delete_conversations(self, conversation_id: str | None = None) -> None:
        """Deletes one conversation, or all of this key."""
        self.json("DELETE", f"/v1/conversations/{conversation_id}" if conversation_id else "/v1/conversations")

    def ask(self, question: str, conversation_id: str | None = None, as_typed: bool = False) -> Iterator[Event]:
        """The events of an answer as they come."""
        body = {"question": question, "stream": True, "conversation_id": conversation_id, "as_typed": as_typed}
        try:
            with self._http.stream("POST", "/v1/ask", json=body, timeout=_ASK_TIMEOUT) as response:
                if response.is_error:
                    response.read()
                    _refuse(response)
                yield from read_events(response.iter_lines())
        except httpx.TransportError as error:
            raise _unreachable(error, self._http.base_url) from error

    def content(self, path: str, params: dict[str, str]) -> bytes:
        """A file that the service makes."""
        return self._send("GET", path, params=params, timeout=_FILE_TIMEOUT).content

    def json(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        """What a route answers; ``request`` as httpx takes it."""
        body: dict[str, Any] = self._send(method, path, **request).json()
        return body

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **request)
        except httpx.TransportError as error:
            raise _unreachable(error, self._http.base_url) from error
        if response.is_error:
            _refuse(response)
        return response


def _unreachable(error: httpx.TransportError, url: httpx.URL) -> Problem:
    return Problem(ServiceUnreachableError.code, f"{type(error).__name__}: {url}")


def _refuse(response: httpx.Response) -> NoReturn:
    """Raises a problem response as a :class:`Problem`; one that is not ours keeps at least its status."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    body = body if isinstance(body, dict) else {}
    detail = str(body.get("detail") or f"HTTP {response.status_code}")
    raise Problem(str(body.get("code") or SourcierError.code), detail, response.status_code)
