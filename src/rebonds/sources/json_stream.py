"""Objects of a long JSON array, one at a time: national files are larger than memory should hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from rebonds.sources.unpack import truncated
from rebonds.sources.words import data_error, listed

_CHUNK = 1 << 20
_LARGEST = 1 << 26  # characters of one object; beyond, the file is not what it says


def records(stream: TextIO, keys: tuple[str, ...], name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of the first array found under one of ``keys``.

    Parameters
    ----------
    stream : TextIO
    keys : tuple of str
        Names that the array may have.
    name : str
        Name of the file, for messages.

    Raises
    ------
    DataError
        No such array; the file stops before the end of the array.
    """
    start = re.compile(rf'"(?:{"|".join(map(re.escape, keys))})"\s*:\s*\[')
    buffer = ""
    while not (found := start.search(buffer)):
        chunk = stream.read(_CHUNK)
        if not chunk:
            raise data_error(
                f"Le fichier {name} n'a pas de liste « {listed(keys)} ».",
                f"The file {name} has no list '{listed(keys)}'.",
            )
        buffer = buffer[-64:] + chunk
    decoder = json.JSONDecoder()
    buffer, at = buffer[found.end() :], 0
    while True:
        at = _skip(buffer, at)
        if buffer.startswith("]", at):
            return
        try:
            item, at = decoder.raw_decode(buffer, at)
        except json.JSONDecodeError as broken:
            chunk = stream.read(_CHUNK)
            if not chunk or len(buffer) - at > _LARGEST:
                raise truncated(Path(name), broken.msg) from None
            buffer, at = buffer[at:] + chunk, 0
            continue
        if isinstance(item, dict):
            yield item


def _skip(buffer: str, at: int) -> int:
    """Return the position after white space and commas."""
    while at < len(buffer) and buffer[at] in " \t\r\n,":
        at += 1
    return at
