"""File names that come with an upload: kept as one harmless word, never a path or a header."""

from __future__ import annotations

import unicodedata

import pytest

from tests.rag.service.house import House

NAMES = [
    "../../etc/passwd",
    "/etc/passwd",
    "..\\..\\x.txt",
    "..",
    "two\r\nX-Injected: 1.txt",
    "\x1b[31mred.txt",
    "nul\x00.txt",
    "facture\u202efdp.txt",
    "[red]x[/red].txt",
    "<script>alert(1)</script>.txt",
    "x" * 10_000 + ".txt",
    "   ",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_uploads_name_is_made_harmless(lasting_house: House, name: str) -> None:
    boundary = b"sourcier-boundary"
    # Written by hand: the client would make the name harmless itself.
    body = (
        b"--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n%s\r\n--%s--\r\n"
        % (boundary, name.replace("\r\n", "\n").encode(), name.encode() + b" text", boundary)
    )  # fmt: skip
    answer = lasting_house.client.post(
        "/v1/documents",
        content=body,
        headers={
            "Authorization": f"Bearer {lasting_house.keys['admin']}",
            "Content-Type": f"multipart/form-data; boundary={boundary.decode()}",
        },
    )
    if answer.status_code in (400, 422):
        assert answer.headers["content-type"] == "application/problem+json" and "\x1b" not in answer.text
        return
    assert answer.status_code in (200, 202)
    shown = lasting_house.ask("admin", "GET", f"/v1/documents/{answer.json()['document_id']}")
    for text in (shown.json()["filename"], shown.json()["title"]):
        assert 0 < len(text) <= 200 and text not in (".", "..")
        assert not set(text) & set("/\\") and not [c for c in text if unicodedata.category(c).startswith("C")]
    for response in (answer, shown):
        assert "x-injected" not in response.headers and "content-disposition" not in response.headers
        assert response.headers["content-type"].startswith("application/json")
