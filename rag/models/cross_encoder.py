"""Cross-encoders: models that read two texts together, run by sentence-transformers on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = structlog.get_logger()


def cross_encoder_folder(name: str) -> str | None:
    """Where a model's files are, a folder or a name in the hub's cache; None where there are none."""
    if not name:
        return None
    if Path(name).is_dir():
        return name
    from huggingface_hub import try_to_load_from_cache

    return name if isinstance(try_to_load_from_cache(name, "config.json"), str) else None


def load_cross_encoder(name: str, use: str, labels: int | None = None) -> CrossEncoder | None:
    """The model of a folder, or of a name in the hub's cache, with as many ``labels`` as its files say where None.

    None when none is named, or its files are not here or cannot be read: the log says so, with its ``use``.
    """
    source = cross_encoder_folder(name)
    if source is None:
        if name:
            log.warning(f"{use}_not_found")
        return None
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(source, num_labels=labels, device="cpu", local_files_only=True)
    except (OSError, ValueError, ImportError, RuntimeError, SafetensorError) as error:
        log.warning(f"{use}_not_loaded", error=type(error).__name__)
        return None
    return model
