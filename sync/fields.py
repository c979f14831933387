"""Fields: the values that documents and requests are made of, each wrong one with a stable code."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SAFE_INTEGER = 2**53 - 1  # the largest that every JSON reader holds exactly
LATEST_TIME = 4_102_444_800  # UTC seconds, the year 2100: what is above was told in milliseconds

FAULTS = {  # what can be wrong with a field: in `invalid` of a result, in `errors` of a problem
    "required": "it must be there, and not empty",
    "type": "it is of another type",
    "read_only": "only the server sets it",
    "fixed": "it was set when the document was made",
    "too_long": "it has too many characters, or too many entries; of unknown fields, too many bytes in all",
    "out_of_range": "the number is too small or too large",
    "unreadable": "it is no text, or nested too deeply",
    "malformed_id": "it is not an id",
    "malformed_phone": "it is not a phone number",
    "malformed_date": "it is not a day such as 2026-11-30",
    "unknown_place": "the market has no such place",
    "unknown_occupation": "the market has no such occupation",
    "unknown_language": "the market has no such language",
    "unknown_choice": "it is none of the codes that are allowed",
    "not_increasing": "the number of an operation is not above that of the one before",
    "taken": "it is somebody else's",
    "one_of": "an operation has either `fields` or `delete`",
}

_ID_PATTERN = f"^{ID.pattern}$"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but the tabulator and the end of a line
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"-?[0-9]{1,15}")
_CODES = {"required": "required", "null": "required", "invalid": "type", "type": "type"}


class Text(fields.String):
    """Text without control characters, which PostgreSQL refuses in part. `lines` says that it may have several."""

    default_error_messages = {**_CODES, "too_long": "too_long", "unreadable": "unreadable"}

    def __init__(self, longest: int, lines: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest
        self.lines = lines
        self.metadata = {"maxLength": longest, **self.metadata}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str | None:  # type: ignore[override]
        if not isinstance(value, str):
            raise self.make_error("type")
        if len(value) > self.longest:
            raise self.make_error("too_long")
        if not value.isprintable():
            if _SURROGATE.search(value):
                raise self.make_error("unreadable")
            value = _CONTROL.sub("", value.replace("\r\n", "\n"))
        text: str = value.strip() if self.lines else " ".join(value.split())
        if text:
            return text
        if self.allow_none:
            return None
        if self.required:
            raise self.make_error("required")
        return ""


class Choice(fields.String):
    """One of some codes."""

    default_error_messages = {**_CODES, "unknown_choice": "unknown_choice"}

    def __init__(self, choices: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.choices = choices
        self.metadata = {"enum": [*choices, *([None] if self.allow_none else [])], **self.metadata}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("type")
        if value not in self.choices:
            raise self.make_error("unknown_choice")
        return value


class Id(fields.String):
    """A UUID as text, in small letters."""

    default_error_messages = {**_CODES, "malformed_id": "malformed_id"}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.metadata = {"pattern": _ID_PATTERN, **self.metadata}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("type")
        if not ID.fullmatch(value):
            raise self.make_error("malformed_id")
        return value


class Whole(fields.Integer):
    """A whole number, also where JSON writes it as 21.0; never "21" or true, which marshmallow would take."""

    default_error_messages = {**_CODES, "out_of_range": "out_of_range"}

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(validate=validate.Range(least, most, error="out_of_range"), **options)
        self.least = least
        self.most = most

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("type")
        return value


class Digits(Whole):
    """A whole number in a query string."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> int:
        if not _DIGITS.fullmatch(value):
            raise self.make_error("type")
        return int(value)


class Day(fields.String):
    """A day of the calendar, such as 2026-11-30."""

    default_error_messages = {**_CODES, "malformed_date": "malformed_date"}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.metadata = {"format": "date", **self.metadata}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("type")
        try:
            if _DATE.fullmatch(value) and date.fromisoformat(value):
                return value
        except ValueError:
            pass
        raise self.make_error("malformed_date")


class Joined(fields.List[Any]):
    """A list of different things, or what to add to one and remove from it, which comes back with both keys."""

    default_error_messages = {**_CODES, "too_long": "too_long"}

    def __init__(self, each: fields.Field[Any], most: int, **options: Any) -> None:
        super().__init__(each, **options)
        self.most = most
        self.metadata = {"maxItems": most, **self.metadata}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if isinstance(value, dict):
            if not value or not value.keys() <= {"add", "remove"}:
                raise self.make_error("type")
            return {key: self._listed(value.get(key, [])) for key in ("add", "remove")}
        return self._listed(value)

    def _listed(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.make_error("type")
        if len(value) > self.most:
            raise self.make_error("too_long")
        return list(dict.fromkeys(self.inner.deserialize(each) for each in value))


class Counter(Whole):
    """A number that is counted up: itself, or what to add to it."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(0, most, **options)
        self.validators = []  # of what is added, less than 0 is right
        self.metadata = {"minimum": 0, "maximum": most, **self.metadata}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Any:
        if not isinstance(value, dict):
            return self._within(super()._deserialize(value, attr, data, **options), self.least)
        if value.keys() != {"add"}:
            raise self.make_error("type")
        return {"add": self._within(super()._deserialize(value["add"], attr, data, **options), -self.most)}

    def _within(self, number: int, least: int) -> int:
        if not least <= number <= self.most:
            raise self.make_error("out_of_range")
        return number


class Flag(fields.Boolean):
    """true or false, and nothing that only looks like it."""

    default_error_messages = dict(_CODES)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("type")
        return value


def first_code(messages: Any) -> str:
    """The first code among the messages of a ValidationError about one field."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return messages


def fault(code: str) -> ValidationError:
    """A field is wrong in this way."""
    return ValidationError(code)
