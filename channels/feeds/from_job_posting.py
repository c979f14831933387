"""JobPosting of schema.org, as JSON-LD in a file or inside a web page."""

import re
from collections.abc import Iterator
from typing import Any

from channels.feeds.from_json_lines import as_text, loads
from channels.feeds.from_json_lines import item as plain_item
from channels.feeds.item import Fault, Item
from core.market import Market

OURS = "Fursa"  # what job_posting.py calls its identifiers
# Possessive: a stranger's file must not make it try every way to cut a long run of attributes.
_SCRIPT = re.compile(r"<script\b([^<>]*+)>", re.IGNORECASE)
_JSON_LD = "application/ld+json"
_LISTS = ("@graph", "itemListElement", "dataFeedElement", "item", "mainEntity")
_DEEPEST = 8  # lists within lists, in which postings are sought


def read(text: str, market: Market) -> Iterator[Item | Fault]:
    """The postings of a file, counted from 1, and what is wrong with the others.

    What is no JobPosting, and says what it is, is passed over: a page tells of its breadcrumbs too.
    """
    number = 0
    for part in _parts(text):
        try:
            told = loads(part)
        except ValueError:
            number += 1
            yield Fault(number, "not_json")
            continue
        for each in _postings(told):
            number += 1
            yield _item(number, each, market) if isinstance(each, dict) else Fault(number, "not_object")
    if not number:
        yield Fault(None, "no_postings")


def _parts(text: str) -> Iterator[str]:
    """The JSON of a file: all of it, or what stands in the scripts of a page."""
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        yield text.strip("\ufeff \t\r\n")
        return
    at = 0
    while found := _SCRIPT.search(text, at):
        at = found.end()
        if _JSON_LD not in found[1].lower():
            continue
        end = text.find("</", found.end())
        while end >= 0 and text[end : end + 8].lower() != "</script":
            end = text.find("</", end + 2)
        at = len(text) if end < 0 else end
        yield text[found.end() : at].strip()


def _postings(told: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(told, list):
        for each in told:
            yield from _postings(each, depth + 1) if isinstance(each, dict | list) and depth < _DEEPEST else [each]
    elif isinstance(told, dict):
        kind = told.get("@type")
        kinds = kind if isinstance(kind, list) else [kind]
        if "JobPosting" in kinds or (kind is None and "title" in told):
            yield told
            return
        for name in _LISTS:
            if isinstance(told.get(name), dict | list) and depth < _DEEPEST:
                yield from _postings(told[name], depth + 1)
    else:
        yield told


def _item(number: int, told: dict[str, Any], market: Market) -> Item | Fault:
    if "@type" not in told:
        return plain_item(number, told)
    salary = _first(told.get("baseSalary"))
    value = _first(salary.get("value")) if isinstance(salary, dict) else salary
    cells = {
        "title": _text(told, "title") or _text(told, "name"),
        "employer": _text(told, "hiringOrganization", "name"),
        "place": _place(told.get("jobLocation"), market),
        "id": _text(told, "identifier", "value") or _text(told, "@id"),
        "occupation": _text(told, "occupationalCategory", "name"),
        "occupation_code": _isco(told, market),
        "posts": _text(told, "totalJobOpenings"),
        "pay": _amount(value),
        "pay_period": _text(value, "unitText") or _text(salary, "unitText"),
        "pay_currency": _text(salary, "currency") or _text(told, "salaryCurrency"),
        "deadline": _text(told, "validThrough"),
        "starts_on": _text(told, "jobStartDate"),
        "skills": _text(told, "skills", "name"),
        "contact": _text(told, "applicationContact", "telephone"),
        "url": _text(told, "url"),
        # Our own only repeats the rest, and how to apply where it is from.
        "description": "" if _text(told, "identifier", "name") == OURS else _text(told, "description"),
    }
    return Item(number, {name: text for name, text in cells.items() if text and text.strip()})


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(told: Any, *path: str) -> str:
    """The text at a path. Where an object is expected and a text stands, as often, that text; of a list all texts."""
    value = _first(told) if path and not isinstance(told, dict) else told
    if path and isinstance(value, dict):
        value = value.get(path[0])
        return _text(value, *path[1:])
    if isinstance(value, dict):
        return _text(value.get("name", value.get("@value")))
    if isinstance(value, list):
        return ", ".join(text for each in value if not isinstance(each, list) and (text := _text(each)))
    return as_text(value) or ""


def _amount(value: Any) -> str:
    if isinstance(value, dict):
        return _text(value, "value") or _text(value, "minValue")
    return as_text(value) or ""


def _place(told: Any, market: Market) -> str:
    """Where it is, from the smallest to the widest that is told; the country only where nothing else is."""
    told = _first(told)
    address = _first(told.get("address")) if isinstance(told, dict) else told
    if not isinstance(address, dict):
        return as_text(address) or _text(told, "name")
    parts = [_text(address, name) for name in ("addressLocality", "addressRegion")]
    country = _text(address, "addressCountry")
    if not any(parts):
        parts = [market.name if country.upper() == market.country else country or _text(told, "name")]
    return ", ".join(part for number, part in enumerate(parts) if part and part not in parts[:number])


def _isco(told: dict[str, Any], market: Market) -> str:
    """The code of a category that is one of ours: of others it says nothing."""
    category = _first(told.get("occupationalCategory"))
    code = _text(category, "codeValue") if isinstance(category, dict) else as_text(category) or ""
    found = re.match(r"\s*(\d{4})\b(?!-)", code)
    return found[1] if found and found[1] in market.occupations else ""
