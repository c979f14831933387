"""Columns: documents of one collection as one line of JSON, each field a list, as docs/sync.md describes a part."""

from collections.abc import Iterator
from typing import Any

import orjson

from core.database import Row


class Columns:
    """Documents by column. Of each only its values are held, and equal ones once: few words are many documents."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._versions: list[int] = []
        self._fields: dict[str, list[Any]] = {}
        self._texts: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: str, version: int, body: str) -> None:
        """One document more. `body` is the JSON of its fields, as core.changes keeps it."""
        fields = orjson.loads(body)
        for name in fields:
            if name not in self._fields:
                self._fields[name] = [None] * len(self._ids)
        self._ids.append(document)
        self._versions.append(version)
        for name, column in self._fields.items():
            value = fields.get(name)
            column.append(self._texts.setdefault(value, value) if isinstance(value, str) else value)

    def line(self, part: int, collection: str) -> bytes:
        """The line of this part."""
        fields = {
            "part": part,
            "collection": collection,
            "id": self._ids,
            "version": self._versions,
            "fields": self._fields,
        }
        return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)


def documents(line: bytes) -> Iterator[tuple[str, Row]]:
    """The documents of a line, with `id` and `version`, each with its collection."""
    part = orjson.loads(line)
    names = ("id", "version", *part["fields"])
    for values in zip(part["id"], part["version"], *part["fields"].values(), strict=True):
        yield part["collection"], dict(zip(names, values, strict=True))
