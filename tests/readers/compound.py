"""A writer of OLE compound files: streams in a container, as small as the format allows."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
#: Shorter streams would have to stand in a container of their own.
_SHORTEST = 4096


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams, each padded with zeros to at least 4,096 bytes."""
    chunks: list[bytes] = []
    chain: list[int] = []
    places: list[tuple[str, int, int]] = []
    for name in sorted(streams, key=lambda n: (len(n), n.upper())):
        data = streams[name].ljust(_SHORTEST, b"\0")
        size = len(data)
        data += b"\0" * (-size % _SECTOR)
        first, count = len(chain), len(data) // _SECTOR
        chunks.append(data)
        chain.extend([*range(first + 1, first + count), _END])
        places.append((name, first, size))
    folder = _entry("Root Entry", 5, child=1, start=_END)
    for at, (name, first, size) in enumerate(places, 1):
        right = at + 1 if at < len(places) else _FREE
        folder += _entry(name, 2, right=right, start=first, size=size)
    folder += b"\0" * (-len(folder) % _SECTOR)
    folder_start, count = len(chain), len(folder) // _SECTOR
    chain.extend([*range(folder_start + 1, folder_start + count), _END])
    tables = 1
    while tables * 128 < len(chain) + tables:
        tables += 1
    table_start = len(chain)
    chain.extend([_FAT] * tables)
    chain.extend([_FREE] * (tables * 128 - len(chain)))
    header = struct.pack(
        "<8s16x5H6x9I", MAGIC, 0x3E, 3, 0xFFFE, 9, 6, 0, tables, folder_start, 0, _SHORTEST,
        _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack(
        "<109I", *[table_start + at if at < tables else _FREE for at in range(109)]
    )
    return header + b"".join(chunks) + folder + struct.pack(f"<{len(chain)}I", *chain)


def _entry(
    name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int = 0, size: int = 0
) -> bytes:
    plain = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBB3I36xIQ", plain, len(plain) + 2, kind, 1, _FREE, right, child, start, size
    )
