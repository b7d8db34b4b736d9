"""Compound files ([MS-CFB]) made on the spot: Outlook messages, old workbooks and Word documents."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping, Sequence
from typing import Union

Storage = Mapping[str, Union[bytes, "Storage"]]
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def compound(root: Storage) -> bytes:
    """A compound file with the streams and storages of ``root``."""
    entries: list[list[object]] = [["Root Entry", 5, _FREE, b""]]
    links: list[int] = [_FREE]

    def add(storage: Storage) -> int:
        first = _FREE
        for name, value in reversed(storage.items()):
            number = len(entries)
            is_stream = isinstance(value, bytes)
            entries.append([name, 2 if is_stream else 1, _FREE, value if is_stream else b""])
            links.append(first)
            first = number
            if not isinstance(value, bytes):
                entries[number][2] = add(value)
        return first

    entries[0][2] = add(root)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini: list[bytes] = []
    minifat: list[int] = []

    def place(content: bytes, size: int, where: list[bytes], table: list[int]) -> int:
        if not content:
            return _END
        start = len(where)
        count = -(-len(content) // size)
        for index in range(count):
            where.append(content[index * size : (index + 1) * size].ljust(size, b"\0"))
            table.append(start + index + 1 if index + 1 < count else _END)
        return start

    starts = []
    for _, kind, _, content in entries:
        assert isinstance(content, bytes)
        small = kind == 2 and len(content) < 4096
        starts.append(place(content, 64, mini, minifat) if small else place(content, 512, sectors, fat))
    ministream = b"".join(mini)
    entries[0][3] = ministream
    starts[0] = place(ministream, 512, sectors, fat)
    packed = b""
    for number, (name, kind, child, content) in enumerate(entries):
        encoded = str(name).encode("utf-16-le")
        assert isinstance(content, bytes)
        packed += encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI8x8xIQ", len(encoded) + 2, kind, 1, _FREE, links[number], child, 0, starts[number], len(content)
        )
    minifat_start = place(struct.pack(f"<{len(minifat)}I", *minifat), 512, sectors, fat)
    directory_start = place(packed, 512, sectors, fat)
    tables = 1
    while (len(fat) + tables) * 4 > tables * 512:
        tables += 1
    fat_start = len(sectors)
    fat += [0xFFFFFFFD] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack(
        "<16xHHHHH6xIIIIIIIII",
        *(0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory_start, 0, 4096),
        *(minifat_start, -(-len(minifat) // 128), _END, 0),
    )
    difat = [fat_start + index for index in range(tables)] + [_FREE] * (109 - tables)
    return header + struct.pack("<109I", *difat) + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _properties(header: int, values: Mapping[int, str | bytes | int | dt.datetime]) -> dict[str, bytes]:
    """The property streams of a message, recipient or attachment ([MS-OXMSG] 2.4)."""
    table, streams = b"\0" * header, {}
    for tag, value in values.items():
        if isinstance(value, int):
            table += struct.pack("<HHIiI", 0x0003, tag, 6, value, 0)
        elif isinstance(value, dt.datetime):
            table += struct.pack("<HHIQ", 0x0040, tag, 6, int((value - _EPOCH).total_seconds()) * 10**7)
        else:
            kind = 0x001F if isinstance(value, str) else 0x0102
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            table += struct.pack("<HHIII", kind, tag, 6, len(content) + (2 if kind == 0x001F else 0), 0)
            streams[f"__substg1.0_{tag:04X}{kind:04X}"] = content
    return {"__properties_version1.0": table, **streams}


def message(
    values: Mapping[int, str | bytes | int | dt.datetime],
    recipients: Sequence[Mapping[int, str | int]] = (),
    attachments: Sequence[Mapping[int, str | bytes | int] | Storage] = (),
    *,
    header: int = 32,
) -> Storage:
    """The storage of a message; an attachment is its properties, or the storage of a message inside."""
    storage: dict[str, bytes | Storage] = dict(_properties(header, {0x340D: 0x40000, **values}))
    for number, recipient in enumerate(recipients):
        storage[f"__recip_version1.0_#{number:08X}"] = _properties(8, {0x340D: 0x40000, **recipient})
    for number, attachment in enumerate(attachments):
        if "__properties_version1.0" in attachment:
            inner: dict[str, bytes | Storage] = dict(_properties(8, {0x3705: 5}))
            inner["__substg1.0_3701000D"] = attachment  # type: ignore[assignment]
        else:
            inner = dict(_properties(8, {0x340D: 0x40000, 0x3705: 1, **attachment}))  # type: ignore[dict-item]
        storage[f"__attach_version1.0_#{number:08X}"] = inner
    return storage


def msg(*arguments: object, **named: object) -> bytes:
    """An Outlook message; arguments as for :func:`message`."""
    return compound(message(*arguments, **named))  # type: ignore[arg-type]


def xls(rows: Sequence[Sequence[str | float]], sheet: str = "Feuil1", *, password: bool = False) -> bytes:
    """A workbook of Excel 97 ([MS-XLS]) with one sheet."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    name = sheet.encode("latin-1")
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begin += record(0x002F, b"\x01\x00" + bytes(52)) if password else b""
    sheet_at = len(begin) + 4 + 8 + len(name) + 4
    begin += record(0x0085, struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 0) + name) + record(0x000A)
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                body += record(0x0204, struct.pack("<HHHHB", r, c, 0, len(value), 1) + text)
            else:
                body += record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    return compound({"Workbook": begin + body + record(0x000A)})
