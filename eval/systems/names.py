"""The systems that are asked the same questions, by the names under which their answers are kept and shown."""

from __future__ import annotations

SOURCIER = "Sourcier"
PLAIN_LOOP = "plain loop"
RETRIEVAL_ONLY = "retrieval only"
MODEL_ALONE = "model alone"
SYSTEMS = (SOURCIER, PLAIN_LOOP, RETRIEVAL_ONLY, MODEL_ALONE)
"""In the order in which they are asked and shown."""
