"""Logs: one JSON object a line, without a phone number in it."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from core.phones import masked

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON. Phone numbers are masked wherever they stand, in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        line.update({name: _masked(value) for name, value in vars(record).items() if name not in _STANDARD})
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _masked(value: Any) -> Any:
    """What JSON can say of the value, masked. Not the encoded line is masked: a bare number would lose its shape."""
    if isinstance(value, Mapping):
        return {masked(str(name)): _masked(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(each) for each in value]
    shown = masked(str(value))
    plain = value is None or isinstance(value, int | str) or (isinstance(value, float) and isfinite(value))
    return value if plain and shown == str(value) else shown


def start(level: int = logging.INFO) -> None:
    """Write what this process logs to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
