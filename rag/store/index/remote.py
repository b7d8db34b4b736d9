"""The index as another process of this machine reaches it: through the service's internal routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from rag.errors import IndexMismatchError, ServiceUnreachableError, TransientError
from rag.store.index.base import IndexHit, IndexPoint, IndexQuery


class RemoteIndex:
    """A :class:`rag.store.index.base.PassageIndex` held by the service. Needs an administrator's key."""

    def __init__(self, url: str, key: str, timeout_s: float = 60) -> None:
        self._client = httpx.Client(
            base_url=f"{url}/internal/index",
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(timeout_s, connect=2),
            trust_env=False,
        )

    def _post(self, operation: str, body: Any) -> Any:
        try:
            response = self._client.post(f"/{operation}", json=body)
        except httpx.HTTPError as error:
            raise ServiceUnreachableError(f"The service does not answer ({type(error).__name__}).") from error
        if response.is_success:
            return response.json()
        problem = response.json() if "json" in response.headers.get("content-type", "") else {}
        detail = str(problem.get("detail", f"The service answered {response.status_code}."))
        if problem.get("code") == IndexMismatchError.code:
            raise IndexMismatchError(detail)
        raise TransientError(detail, problem.get("remedy"))

    def insert(self, points: Sequence[IndexPoint]) -> None:
        """See the protocol."""
        self._post("insert", [point.model_dump() for point in points])

    def count(self, version_id: str) -> int:
        """See the protocol."""
        return int(self._post("count", {"version_id": version_id})["count"])

    def count_document(self, document_id: str) -> int:
        """See the protocol."""
        return int(self._post("count_document", {"document_id": document_id})["count"])

    def go_live(self, version_id: str, allow: Sequence[str]) -> None:
        """See the protocol."""
        self._post("go_live", {"version_id": version_id, "allow": list(allow)})

    def delete_version(self, version_id: str) -> None:
        """See the protocol."""
        self._post("delete_version", {"version_id": version_id})

    def delete_document(self, document_id: str) -> None:
        """See the protocol."""
        self._post("delete_document", {"document_id": document_id})

    def search(self, query: IndexQuery) -> list[IndexHit]:
        """See the protocol."""
        return [IndexHit.model_validate(hit) for hit in self._post("search", query.model_dump())]

    def info(self) -> dict[str, Any]:
        """See the protocol; ``home`` is ``service``."""
        info: dict[str, Any] = self._post("info", {})
        return info | {"home": "service"}

    def close(self) -> None:
        """See the protocol."""
        self._client.close()
