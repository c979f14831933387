"""The documents that are synced: vacancies of one area and people met there, and what they weigh at least."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import zstandard

from bench.parts import wording
from core import employers, vacancies
from core.database import Database, Row
from core.ids import reference, seeded_ids
from core.market import Market

AREA = "047"
DAY = 24 * 3600
PER_EMPLOYER = 40
FIRST_MILLISECONDS = 1_700_000_000_000
DISTINCT = 10_000  # texts of vacancies that are only written into a bucket
DICTIONARY_BYTES = 16 * 1024

Operation = dict[str, Any]


def post(db: Database, market: Market, count: int, now: int) -> None:
    """Open so many vacancies in the area, as staff do."""
    picks = _Picks(market, count)
    rng = picks.random
    hirers: list[Row] = []
    for first in range(0, count, PER_EMPLOYER):
        with db.transaction():
            sector = rng.choice(market.occupations.sectors).code
            firm = employers.add(db, market, now, name=wording.firm(rng), place=picks.place(), sector=sector)
            hirers.append(firm)
            for _ in range(min(PER_EMPLOYER, count - first)):
                terms = picks.terms(now)
                vacancy = vacancies.add(db, market, now, employer_id=rng.choice(hirers)["id"], **terms)
                vacancies.open(db, market, vacancy["id"], now - rng.randrange(DAY))


def change(db: Database, market: Market, count: int, now: int) -> list[str]:
    """Take some open vacancies down and show them again with other pay. Returns their references."""
    rows = db.all(
        "SELECT id, reference FROM vacancy WHERE status = 'open' ORDER BY substr(id, 20), id LIMIT :count", count=count
    )
    for row in rows:
        with db.transaction():
            vacancies.end(db, market, row["id"], "held", now)
            db.run("UPDATE vacancy SET pay = pay + 100, pay_month = pay_month + 100 WHERE id = :id", id=row["id"])
            vacancies.open(db, market, row["id"], now)
    return [row["reference"] for row in rows]


def fill(db: Database, market: Market, bucket: str, count: int) -> None:
    """Have so many vacancies in a bucket, numbered from 1, as if they had been opened long ago."""
    picks = _Picks(market, count)
    bodies = [orjson.dumps(picks.copied()).decode() for _ in range(min(count, DISTINCT))]
    with db.transaction():
        for first in range(0, count, DISTINCT):
            db.many(
                "INSERT INTO changes (bucket, collection, document, sequence, version, body)"
                " VALUES (:bucket, 'vacancies', :document, :sequence, 2, :body)",
                [
                    {"bucket": bucket, "document": reference(1000 + number), "sequence": number + 1, "body": body}
                    for number, body in zip(range(first, count), bodies, strict=False)
                ],
            )


def touch(db: Database, bucket: str, count: int) -> None:
    """Number some of what is in a bucket anew, from all over it."""
    total = db.all("SELECT count(*) AS count FROM changes WHERE bucket = :bucket", bucket=bucket)[0]["count"]
    with db.transaction():
        for number in random.Random(total).sample(range(total), count):
            db.run("UPDATE sequence SET value = value + 1 WHERE name = 'ledger'")
            db.run(
                "UPDATE changes SET version = version + 1,"
                " sequence = (SELECT value FROM sequence WHERE name = 'ledger')"
                " WHERE bucket = :bucket AND collection = 'vacancies' AND document = :document",
                bucket=bucket,
                document=reference(1000 + number),
            )


def standing(db: Database, buckets: Sequence[str]) -> dict[str, list[Row]]:
    """What is in these buckets now, by collection: documents with `id` and `version`, in the order of their ids."""
    found: dict[str, list[Row]] = {}
    for bucket in buckets:
        for row in db.all(
            "SELECT collection, document, version, body FROM changes WHERE bucket = :bucket AND removed = 0"
            " ORDER BY collection, document",
            bucket=bucket,
        ):
            document = {"id": row["document"], "version": row["version"], **orjson.loads(row["body"])}
            found.setdefault(row["collection"], []).append(document)
    return found


def columnar(collections: dict[str, list[Row]]) -> bytes:
    """The floor of a first copy: all documents by column in one piece, as small as zstandard makes them."""
    columns = {
        name: {field: [document.get(field) for document in documents] for field in _fields(documents)}
        for name, documents in collections.items()
    }
    return zstandard.ZstdCompressor(level=19).compress(orjson.dumps(columns))


def delta_floor(documents: Sequence[Row], others: Sequence[Row]) -> int:
    """The bytes of a line a document, compressed by somebody who has seen some of the others."""
    seen = zstandard.ZstdCompressionDict(_lines(others)[:DICTIONARY_BYTES], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return len(zstandard.ZstdCompressor(level=19, dict_data=seen).compress(_lines(documents)))


def people(market: Market, count: int, seed: int, first: int = 1) -> Iterator[Operation]:
    """The operations of a tablet on which so many people were registered, numbered from `first`."""
    picks = _Picks(market, seed)
    rng = picks.random
    for number in range(first, first + count):
        yield {
            "n": number,
            "collection": "profiles",
            "id": picks.new_id(),
            "base": 0,
            "fields": {
                "name": wording.person(rng),
                "birth_year": rng.randrange(1960, 2006),
                "language": rng.choice(market.languages),
                "place": picks.place(),
                "occupation": picks.occupation(),
                "experience": rng.choice(("none", "under_1", "1_to_2", "3_to_5", "over_5")),
                "least_pay": rng.choice(market.pay.least_amounts),
                "skills": {"add": picks.skills(3)},
                "phones": {"add": [f"+2541{rng.randrange(10**8):08d}"]},
            },
        }


def as_record(operation: Operation) -> Row:
    """The document that such an operation makes."""
    fields = operation["fields"].items()
    return {"id": operation["id"], **{name: each["add"] if isinstance(each, dict) else each for name, each in fields}}


def mean_bytes(documents: Sequence[Row]) -> float:
    """Of their JSON."""
    return sum(len(orjson.dumps(document)) for document in documents) / len(documents)


def _lines(documents: Sequence[Row]) -> bytes:
    return b"\n".join(map(orjson.dumps, documents))


def _fields(documents: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(field for document in documents for field in document))


class _Picks:
    """Random choices within the area: the same for the same seed."""

    def __init__(self, market: Market, seed: int) -> None:
        self.random = random.Random(seed)
        self.new_id = seeded_ids(self.random.getrandbits, FIRST_MILLISECONDS + seed)
        self._market = market
        self._places = [each.code for each in market.places if market.area(each.code) == AREA and each.level == "town"]
        sectors, work = market.occupations.sectors, market.occupations
        self._work = [each.code for sector in sectors for each in work.in_sector(sector.code)]
        self._skills = [skill.code for skill in market.skills]

    def place(self) -> str:
        """The code of a town."""
        return self.random.choice(self._places)

    def occupation(self) -> str:
        """The code of a kind of work: some are much more common than others."""
        return self._work[int(len(self._work) * self.random.random() ** 2)]

    def skills(self, most: int) -> list[str]:
        """The codes of some skills or of none."""
        return self.random.sample(self._skills, self.random.randrange(most + 1))

    def terms(self, now: int) -> dict[str, Any]:
        """What a vacancy says."""
        rng, occupation = self.random, self.occupation()
        period = rng.choice(("day", "week", "month"))
        return {
            "vacancy_id": self.new_id(),
            "title": wording.title(rng, self._market.occupations.label(occupation, "en")),
            "occupation": occupation,
            "place": self.place(),
            "deadline": now + rng.randrange(3, 60) * DAY,
            "posts": 1 + int(10 * rng.random() ** 3),
            "pay": rng.randrange(16, 80) * {"day": 25, "week": 150, "month": 500}[period],
            "pay_period": period,
            "skills": tuple(self.skills(3)),
            "contact": rng.choice(("service", "call", "visit")),
            "contact_detail": wording.contact(rng),
        }

    def copied(self) -> Row:
        """What a copy holds of a vacancy beside its id."""
        terms = self.terms(0)
        del terms["vacancy_id"]
        return {**terms, "pay_month": terms["pay"], "employer": wording.firm(self.random), "opened_at": 0}
