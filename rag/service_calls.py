"""Commands asking the running service."""

from __future__ import annotations

from typing import Any

import httpx

from rag.errors import RequestError, ServiceUnreachableError, SourcierError
from rag.settings import Settings


def post(settings: Settings, path: str, body: dict[str, Any]) -> Any:
    """What the service answers to ``body``, with the administrator's key.

    Raises:
        RequestError, SourcierError: it refuses, or fails.
        ServiceUnreachableError: it does not answer.
    """
    key = settings.admin_key_file.read_text().strip()
    timeout = httpx.Timeout(settings.ollama.total_timeout_s + 60, connect=2)
    try:
        response = httpx.post(
            settings.service_url + path,
            json=body,
            headers={"Authorization": f"Bearer {key}"},
            timeout=timeout,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        raise ServiceUnreachableError(f"The service does not answer ({type(error).__name__}).") from error
    if response.is_success:
        return response.json()
    problem = response.json()
    kind = RequestError if response.status_code < 500 else SourcierError
    raise kind(problem.get("detail", f"The service answered {response.status_code}."), problem.get("remedy"))
