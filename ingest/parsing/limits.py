"""How much of one document is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one document: over ``max_pages`` pages or ``max_chars`` characters it is refused.

    Without ``ocr``, pages that are pictures of text are not read.
    """

    max_pages: int
    max_chars: int
    ocr: bool = True
