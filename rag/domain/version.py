"""What makes one version of a document."""

from __future__ import annotations

import hashlib
import uuid

PIPELINE = "3"
"""Raised by one whenever parsing or chunking gives other passages or facts for the same bytes."""

_NAMESPACE = uuid.UUID("0b7b3f0e-52f5-5f0c-8f3b-6a1d5c9e4471")


def fingerprint(embedder: str) -> str:
    """The fingerprint of the pipeline: parser and chunker (:data:`PIPELINE`) and the embedding model's name."""
    return hashlib.sha256(f"{PIPELINE}\n{embedder}".encode()).hexdigest()[:16]


def version_id(document_id: str, sha256: str, pipeline: str) -> str:
    """The id of the version of a document with these bytes, read by this pipeline (UUID version 5)."""
    return str(uuid.uuid5(_NAMESPACE, f"{document_id}/{sha256}/{pipeline}"))
