"""Reference data: what the market pack says, as documents that tablets keep."""

import hashlib
from collections import Counter
from collections.abc import Iterator

import orjson
import phonenumbers

from core import changes, lexicon, spelling
from core.database import Database, Row
from core.market import Market
from core.officers import REFERENCE
from sync import texts

SLICE = 200  # documents of a transaction: callers wait for no more

Key = tuple[str, str]  # collection and id


def refresh(db: Database, market: Market) -> int:
    """Bring the documents up to date with the pack. Returns how many changed, came or went.

    Cut off anywhere, or run twice at once, the next run finds what is left to do.
    """
    made = {(collection, document.pop("id")): document for collection, document in documents(market)}
    digest = hashlib.sha256(orjson.dumps([[*key, fields] for key, fields in made.items()])).hexdigest()
    state = db.one("SELECT value FROM sync_state WHERE name = 'reference'")
    if state and state["value"] == digest:
        return 0
    held = {
        (row["collection"], row["document"]): row
        for row in db.all(
            "SELECT collection, document, version, removed, body FROM changes WHERE bucket = :bucket", bucket=REFERENCE
        )
    }
    changed = [key for key, fields in made.items() if key not in held or _differs(held[key], fields)]
    gone = [key for key, row in held.items() if key not in made and not row["removed"]]
    todo = sorted(changed) + sorted(gone)
    for start in range(0, len(todo), SLICE):
        with db.transaction():
            for collection, document in todo[start : start + SLICE]:
                key = collection, document
                version = held[key]["version"] + 1 if key in held else 1
                if key in made:
                    row = {"id": document, "version": version, **made[key]}
                    changes.record(db, REFERENCE, collection, row)
                else:
                    changes.remove(db, REFERENCE, collection, document, version)
    db.run(
        "INSERT INTO sync_state (name, value) VALUES ('reference', :digest)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        digest=digest,
    )
    return len(todo)


def documents(market: Market) -> Iterator[tuple[str, Row]]:
    """All documents of a pack, without a version, each with its collection."""
    yield "markets", _terms(market)
    siblings: Counter[str | None] = Counter()
    for place in market.places:
        siblings[place.parent] += 1
        yield (
            "places",
            {
                "id": place.code,
                "parent": place.parent,
                "level": place.level,
                "name": place.name,
                "aliases": list(place.aliases),
                "rank": siblings[place.parent],
            },
        )
    for rank, sector in enumerate(market.occupations.sectors, 1):
        yield "sectors", {"id": sector.code, "rank": rank, "labels": dict(sector.labels)}
    called = _called(market)
    for occupation in market.occupations:
        yield (
            "occupations",
            {
                "id": occupation.code,
                "title": occupation.title,
                "sector": occupation.sector,
                "rank": occupation.rank,
                "labels": dict(occupation.labels),
                "near": dict(market.occupations.near(occupation.code)),
                "words": called.get(occupation.code, {}),
            },
        )
    yields = _yields(market)
    for skill in market.skills:
        yield (
            "skills",
            {
                "id": skill.code,
                "labels": dict(skill.labels),
                "words": list(skill.words),
                "yields": yields.get(skill.code, []),
            },
        )
    for name, language, text in texts.read_out(market.languages):
        yield "texts", {"id": f"{name}.{language}", "language": language, "text": text}


def _terms(market: Market) -> Row:
    """What holds for the whole market, and the small words that people put around work."""
    small: dict[str, list[str]] = {}
    for role, words in lexicon.speech(market.folder):
        small.setdefault(role, []).append(" ".join(words))
    pay = market.pay
    return {
        "id": market.code,
        "name": market.name,
        "country": market.country,
        "currency": market.currency,
        "time_zone": str(market.time_zone),
        "languages": list(market.languages),
        "levels": list(market.places.levels),
        "home_level": market.home_level,
        "legal_working_age": market.legal_working_age,
        "service_code": market.service_code,
        "short_code": market.short_code,
        "phone": _phone(market.country),
        "pay": {
            "periods": list(pay.periods),
            "hours_per_day": pay.hours_per_day,
            "days_per_week": pay.days_per_week,
            "days_per_month": pay.days_per_month,
            "least_period": pay.least_period,
            "least_amounts": list(pay.least_amounts),
            "least": pay.least,
            "most": pay.most,
        },
        "speech": {role: "|".join(dict.fromkeys(words)) for role, words in small.items()},
    }


def _phone(country: str) -> Row:
    """How mobile numbers of a country are written; `trunk` is dialled in place of the calling code, "" for nothing."""
    numbers = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if numbers is None or numbers.mobile is None or not numbers.mobile.possible_length:
        return {}  # only numbers with a calling code are read then, as on the server
    return {
        "calling_code": str(numbers.country_code),
        "lengths": list(numbers.mobile.possible_length),
        "trunk": numbers.national_prefix or "",
    }


def _called(market: Market) -> dict[str, dict[str, str]]:
    """What people call each occupation, by how surely they mean it: "3", "2" or "1" to words with | between them."""
    called: dict[str, dict[str, list[str]]] = {}
    for words, code, weight in lexicon.entries(market.folder, (each.code for each in market.occupations)):
        called.setdefault(code, {}).setdefault(str(weight), []).append(" ".join(words))
    return {
        code: {weight: "|".join(dict.fromkeys(words)) for weight, words in weights.items()}
        for code, weights in called.items()
    }


def _yields(market: Market) -> dict[str, list[str]]:
    """The names of skills that mean another, which the pack has first: a tablet has skills in no order of theirs."""
    first: dict[str, str] = {}
    yields: dict[str, dict[str, None]] = {}
    for skill in market.skills:
        for name in (*skill.labels.values(), *skill.words):
            typed = spelling.key(name)
            if first.setdefault(typed, skill.code) != skill.code:
                yields.setdefault(skill.code, {})[typed] = None
    return {code: list(names) for code, names in yields.items()}


def _differs(row: Row, fields: Row) -> bool:
    return bool(row["removed"]) or orjson.loads(row["body"]) != fields
