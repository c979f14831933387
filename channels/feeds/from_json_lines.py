"""JSON lines of vacancies: one object a line, whose keys are the columns of a CSV file."""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from channels.feeds.item import Fault, Item, column

_NO_NUMBER = re.compile(r"\b(?:NaN|Infinity)\b")


def read(text: str) -> Iterator[Item | Fault]:
    """The objects of a file, each with its line, and what is wrong with the others."""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line:
            continue
        try:
            told = loads(line)
        except ValueError:
            yield Fault(number, "not_json")
            continue
        yield item(number, told) if isinstance(told, dict) else Fault(number, "not_object")


def item(number: int, told: dict[str, Any]) -> Item | Fault:
    """An object as an item. Keys that mean nothing here are left out; a list becomes one text with commas."""
    cells: dict[str, str] = {}
    for key, value in told.items():
        name = column(key)
        if name is None or value is None:
            continue
        text = as_text(value)
        if text is None:
            return Fault(number, "not_text", {"column": name})
        if text.strip():
            cells.setdefault(name, text)
    return Item(number, cells)


def loads(text: str) -> Any:
    """The value of a JSON text; NaN and Infinity, which are no JSON and yet written by many, are null.

    Raises ValueError.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        if not _NO_NUMBER.search(text):
            raise
    try:
        lenient = json.loads(text, parse_constant=lambda _name: None)
        # Once more, for what else the lenient reader lets through: halves of letters.
        return orjson.loads(json.dumps(lenient))
    except RecursionError:
        raise ValueError("too deep") from None


def as_text(value: Any) -> str | None:
    """A value of JSON as a text, or None where it is an object, or a list that is not of texts and numbers."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(str(each) for each in value)
    return None
