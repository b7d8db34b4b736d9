"""Bytes of a text file -> characters."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from rag.errors import UnsupportedKindError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PROBED = 100_000


def decode(content: bytes) -> str:
    """The text of a file: UTF-16 or UTF-8 by its mark, UTF-8 if it is that, else an older encoding.

    Line ends become ``\\n``; nothing else changes.
    """
    return _characters(content).replace("\r\n", "\n")


def _characters(content: bytes) -> str:
    if content.startswith(_UTF16):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise UnsupportedKindError("The file is named as text but holds binary data (NUL bytes).")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        best = from_bytes(content[:_PROBED]).best()
        return content.decode(best.encoding if best else "latin-1", "replace")
