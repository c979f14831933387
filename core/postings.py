"""Postings: vacancies as other systems tell of them. Each becomes one vacancy, or a doubt that waits for staff."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import orjson

from core import areas, audit, employers, meaning, moderation, sameness, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from core.meaning import Meant, Posting

DAY = 86_400
DEFAULT_DAYS = 30  # how long a posting without a deadline is shown
MISSES = 2  # full fetches in a row without it, after which it has ended
KEPT_DAYS = 400  # a posting that nobody told of for so long is forgotten

_LIVE = ("draft", "pending", "open", "held")
_TERMS = ("title", "posts", "pay", "pay_period", "contact", "contact_detail", "starts_on")
_COLUMNS = (
    "id, source, key, state, vacancy_id, employer_id, leads, employer_key, area, deadline, digest, words, url, level,"
    " body, why, missed, seen_at, created_at"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a posting: added, changed, same (as before), joined (a vacancy that was there), doubt, expired or
    ended (somebody closed or refused it here). `why` are the codes of a doubt."""

    outcome: str
    vacancy_id: str | None = None
    why: tuple[str, ...] = ()


def take(
    db: Database, market: Market, now: int, posting: Posting, *, actor: str, source: str, level: str = "unknown"
) -> Taken:
    """Take what a source tells of one vacancy: add it, change it, or keep it for staff.

    `actor` is as in `audit.note`; `level` is that of an employer whom this source names for the first time. Raises
    InvalidError for what cannot be taken: "employer_blocked", or what `moderation` says of a change.
    """
    known = _known(db, source, posting.key)
    if posting.deadline is not None and posting.deadline <= now:
        if known:
            _ended(db, market, now, known)
        return Taken("expired", known["vacancy_id"] if known else None)
    if known and known["state"] != "gone" and known["digest"] == meaning.digest(posting):
        _seen(db, known, now)
        return Taken("doubt" if known["state"] == "doubt" else "same", known["vacancy_id"], _why(known))
    meant = meaning.of(market, posting)
    if meaning.asks_money(market, posting):
        meant = replace(meant, why=(*meant.why, "asks_money"))
    with db.transaction():
        _wait_for_others(db)
        return _take(db, market, now, posting, meant, actor, source, level)


def _take(
    db: Database, market: Market, now: int, posting: Posting, meant: Meant, actor: str, source: str, level: str
) -> Taken:
    known = _known(db, source, posting.key)
    if known and known["state"] == "dropped":
        meant = replace(meant, why=(*meant.why, "dropped_before"))
    elif known and known["vacancy_id"]:
        vacancy = vacancies.by_id(db, known["vacancy_id"])
        if vacancy["status"] in _LIVE:
            if known["words"] == meaning.words(posting):  # read before, or settled by staff
                why = tuple(code for code in meant.why if code not in meaning.CODES)
                meant = Meant(vacancy["occupation"], vacancy["place"], why)
            # By the service, whoever brings the file: nobody of staff has looked at this change.
            return _change(db, market, now, posting, known, vacancy, meant, audit.SERVICE)
        if known["state"] != "gone" and vacancy["status"] != "expired":
            kept = {name: known[name] for name in ("employer_id", "leads", "area")}
            _keep(db, now, posting, source, level, "vacancy", vacancy_id=vacancy["id"], **kept)
            return Taken("ended", vacancy["id"])
    area = {"area": market.area(meant.place)} if meant.place else {}
    if meant.why:
        return _doubt(db, now, posting, source, level, meant.why, area)
    assert meant.occupation is not None and meant.place is not None
    try:
        return _add(db, market, now, posting, meant.occupation, meant.place, actor, source, level)
    except InvalidError as error:
        if error.code != "limit_reached":
            raise
        # Staff have somebody whose level they can raise.
        employer = _employer(db, market, now, posting, meant.occupation, meant.place, source, level)
        kept = {**area, "employer_id": employer["id"]}
        return _doubt(db, now, posting, source, level, ("limit_reached",), kept)


def seen(db: Database, source: str, key: str, now: int) -> None:
    """The source lists this key, though it cannot be read just now: it is not gone."""
    if known := _known(db, source, key):
        _seen(db, known, now)


def missed(db: Database, market: Market, source: str, now: int) -> int:
    """A full fetch at `now` is over: whatever it lacked twice has ended. Returns how many vacancies were closed."""
    closed = 0
    for row in db.all(
        f"SELECT {_COLUMNS} FROM posting WHERE source = :source AND seen_at < :now AND state IN ('vacancy', 'doubt')"
        " ORDER BY id",
        source=source,
        now=now,
    ):
        with db.transaction():
            db.run("UPDATE posting SET missed = missed + 1 WHERE id = :id", id=row["id"])
            if row["missed"] + 1 >= MISSES:
                db.run("UPDATE posting SET state = 'gone', body = NULL, why = NULL WHERE id = :id", id=row["id"])
                if row["vacancy_id"] and row["leads"] and not _hand_over(db, row):
                    closed += _close(db, market, row["vacancy_id"], now)
    return closed


def forget(db: Database, now: int, most: int = 500) -> int:
    """Forget postings that no source told of for long. Returns how many; fewer than `most` means all."""
    return db.run(
        "DELETE FROM posting WHERE id IN"
        " (SELECT id FROM posting WHERE seen_at < :before AND state <> 'doubt' ORDER BY id LIMIT :most)",
        before=now - KEPT_DAYS * DAY,
        most=most,
    )


def doubts(db: Database, limit: int = 50, after: int = 0) -> list[Row]:
    """Postings that wait for staff, oldest first.

    Each has id, source, key, posting (a dict), why (codes), created_at; `vacancy_id` where it changes one that is
    there, `employer_id` where its employer is here already.
    """
    rows = db.all(
        "SELECT id, source, key, body, why, vacancy_id, employer_id, created_at FROM posting"
        " WHERE state = 'doubt' AND id > :after ORDER BY id LIMIT :limit",
        after=after,
        limit=limit,
    )
    return [
        {**{k: v for k, v in row.items() if k != "body"}, "posting": orjson.loads(row["body"]), "why": _why(row)}
        for row in rows
    ]


def page(db: Database, within: Sequence[str] | None, after: int = 0, limit: int = 25) -> list[Row]:
    """As `doubts`, with `area`, of these areas or of none yet (None: all)."""
    where, values = condition(within)
    rows = db.all(
        "SELECT id, source, key, body, why, vacancy_id, area, created_at FROM posting"
        f" WHERE state = 'doubt' AND id > :after AND {where} ORDER BY id LIMIT :limit",
        after=after,
        limit=limit,
        **values,
    )
    return [{**row, "posting": orjson.loads(row["body"]), "why": _why(row)} for row in rows]


def doubt(db: Database, doubt_id: int, within: Sequence[str] | None) -> tuple[Row, Posting]:
    """One posting that waits, with what its source tells. Raises NotFoundError, also where it is of other areas."""
    row = _waiting(db, doubt_id)
    if within is not None and row["area"] is not None and row["area"] not in within:
        raise NotFoundError("posting")
    return {**row, "why": _why(row)}, _posting(row)


def condition(within: Sequence[str] | None) -> tuple[str, Row]:
    """The SQL that holds for postings of these areas or of none yet, to follow an AND, and its values. None: all."""
    where, values = areas.condition("area", within)
    return f"(area IS NULL OR {where})", values


def count_doubts(db: Database) -> int:
    """How many postings wait for staff."""
    return int(db.all("SELECT count(*) AS number FROM posting WHERE state = 'doubt'")[0]["number"])


def settle(
    db: Database,
    market: Market,
    doubt_id: int,
    actor: str,
    now: int,
    occupation: str | None = None,
    place: str | None = None,
) -> Row:
    """Let a doubtful posting become a vacancy, with what staff say of its occupation and place. Returns the vacancy.

    Raises NotFoundError where somebody settled it first; InvalidError "occupation_missing", "place_missing",
    "unknown_occupation", "unknown_place", "deadline_passed", or what `moderation.submit` says.
    """
    row = _waiting(db, doubt_id)
    posting = _posting(row)
    meant = meaning.of(market, posting)
    occupation, place = occupation or meant.occupation, place or meant.place
    if not occupation:
        raise InvalidError("occupation_missing")
    if not place:
        raise InvalidError("place_missing")
    if occupation not in market.occupations:
        raise InvalidError("unknown_occupation", occupation=occupation)
    if place not in market.places:
        raise InvalidError("unknown_place", place=place)
    if posting.deadline is not None and posting.deadline <= now:
        raise InvalidError("deadline_passed")
    with db.transaction():
        _wait_for_others(db)
        _waiting(db, doubt_id)
        audit.note(db, now, actor, "posting.settled", "posting", str(doubt_id), occupation=occupation, place=place)
        if row["vacancy_id"] and (vacancy := vacancies.by_id(db, row["vacancy_id"]))["status"] in _LIVE:
            taken = _change(db, market, now, posting, row, vacancy, Meant(occupation, place, ()), actor)
        else:
            taken = _add(db, market, now, posting, occupation, place, actor, row["source"], row["level"])
    assert taken.vacancy_id is not None
    return vacancies.by_id(db, taken.vacancy_id)


def drop(db: Database, doubt_id: int, actor: str, now: int, reason: str) -> None:
    """Leave a doubtful posting out. It comes back as a doubt only when its source changes it.

    Raises NotFoundError where somebody settled it first.
    """
    with db.transaction():
        if not db.run(
            "UPDATE posting SET state = 'dropped', body = NULL, why = NULL WHERE id = :id AND state = 'doubt'",
            id=doubt_id,
        ):
            raise NotFoundError("posting")
        audit.note(db, now, actor, "posting.dropped", "posting", str(doubt_id), reason)


def _wait_for_others(db: Database) -> None:
    """Begin as the only one who takes postings: of two sources that tell of one vacancy at once, the second sees it."""
    db.run("UPDATE sequence SET value = value + 1 WHERE name = 'posting'")


def _add(
    db: Database, market: Market, now: int, posting: Posting, occupation: str, place: str, actor: str, source: str,
    level: str,
) -> Taken:  # fmt: skip
    """Make a vacancy of it, unless there is one already. Raises InvalidError."""
    area = market.area(place)
    with db.transaction():
        twin = sameness.twin(db, market, source, posting, occupation, place)
        if twin:
            _keep(db, now, posting, source, level, "vacancy", vacancy_id=twin, area=area)
            return Taken("joined", twin)
        employer = _employer(db, market, now, posting, occupation, place, source, level)
        vacancy = moderation.submit(
            db,
            market,
            employer,
            now,
            actor=actor,
            source="import",
            occupation=occupation,
            place=place,
            **_terms(posting, now),
        )
        _keep(
            db, now, posting, source, level, "vacancy",
            vacancy_id=vacancy["id"], employer_id=employer["id"], leads=1, area=area,
        )  # fmt: skip
    return Taken("added", vacancy["id"])


def _change(
    db: Database, market: Market, now: int, posting: Posting, known: Row, vacancy: Row, meant: Meant, actor: str
) -> Taken:
    """Bring a vacancy up to what its source says now. Raises InvalidError where that cannot be."""
    source, level = known["source"], known["level"]
    if not known["leads"]:
        _keep(db, now, posting, source, level, "vacancy", vacancy_id=vacancy["id"], area=known["area"])
        return Taken("same", vacancy["id"])
    if meant.why:
        return _doubt(db, now, posting, source, level, meant.why, known)
    assert meant.place is not None
    said = {**_terms(posting, now), "occupation": meant.occupation, "place": meant.place}
    if posting.deadline is None:
        said["deadline"] = vacancy["deadline"]
    held = {**vacancy, "skills": tuple(orjson.loads(vacancy["skills"]))}
    changed = {name: value for name, value in said.items() if held[name] != value}
    if "pay" in changed or "pay_period" in changed:
        changed |= {"pay": said["pay"], "pay_period": said["pay_period"]}
    if "contact" in changed or "contact_detail" in changed:
        changed |= {"contact": said["contact"], "contact_detail": said["contact_detail"]}
    with db.transaction():
        if changed:
            moderation.edit(db, market, vacancy["id"], actor, now, **changed)
        _keep(
            db, now, posting, source, level, "vacancy",
            vacancy_id=vacancy["id"], employer_id=known["employer_id"], leads=1, area=market.area(meant.place),
        )  # fmt: skip
    return Taken("changed" if changed else "same", vacancy["id"])


def _doubt(
    db: Database, now: int, posting: Posting, source: str, level: str, why: tuple[str, ...], known: Row | None = None
) -> Taken:
    """Keep it for staff. `known` is what stays of the posting as it was."""
    kept = (
        {name: known[name] for name in ("vacancy_id", "employer_id", "leads", "area") if name in known} if known else {}
    )
    _keep(db, now, posting, source, level, "doubt", why=why, **kept)
    return Taken("doubt", kept.get("vacancy_id"), why)


def _keep(
    db: Database,
    now: int,
    posting: Posting,
    source: str,
    level: str,
    state: str,
    *,
    why: tuple[str, ...] = (),
    vacancy_id: str | None = None,
    employer_id: str | None = None,
    leads: int = 0,
    area: str | None = None,
) -> None:
    values = {
        "source": source,
        "key": posting.key,
        "state": state,
        "vacancy_id": vacancy_id,
        "employer_id": employer_id,
        "leads": leads,
        "employer_key": sameness.employer_key(posting.employer),
        "area": area,
        "deadline": posting.deadline,
        "digest": meaning.digest(posting),
        "words": meaning.words(posting),
        "url": posting.url,
        "level": level,
        "body": orjson.dumps(asdict(posting)).decode() if state == "doubt" else None,
        "why": orjson.dumps(why).decode() if state == "doubt" else None,
        "seen_at": now,
    }
    changed = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("source", "key"))
    db.run(
        f"INSERT INTO posting ({', '.join(values)}, created_at) VALUES ({', '.join(':' + name for name in values)},"
        f" :seen_at) ON CONFLICT (source, key) DO UPDATE SET {changed}, missed = 0",
        **values,
    )


def _terms(posting: Posting, now: int) -> dict[str, Any]:
    deadline = now + DEFAULT_DAYS * DAY if posting.deadline is None else posting.deadline
    return {**{name: getattr(posting, name) for name in _TERMS}, "skills": posting.skills, "deadline": deadline}


def _employer(
    db: Database, market: Market, now: int, posting: Posting, occupation: str, place: str, source: str, level: str
) -> Row:
    """The employer whom this source names so around here, else a new one."""
    found = db.one(
        "SELECT employer_id FROM posting WHERE employer_key = :key AND area = :area AND source = :source"
        " AND employer_id IS NOT NULL ORDER BY id LIMIT 1",
        key=sameness.employer_key(posting.employer),
        area=market.area(place),
        source=source,
    )
    if found and (employer := employers.by_id(db, found["employer_id"])):
        return employer
    sector = _sector(market, occupation)
    return employers.add(db, market, now, name=posting.employer, place=place, sector=sector, level=level)


def _sector(market: Market, occupation: str) -> str:
    """The sector of an occupation; of one that no menu shows, that of the nearest."""
    near = (occupation, *market.occupations.around(occupation, 0.0))
    return next(sector for code in near if (sector := market.occupations[code].sector))


def _hand_over(db: Database, row: Row) -> bool:
    """Let another source that still tells of the vacancy lead from now on. Returns whether there is one.

    It must be trusted as far as the first: else it could change what was opened because of that one's word.
    """
    others = db.all(
        "SELECT id, level FROM posting WHERE vacancy_id = :vacancy_id AND id <> :id AND state = 'vacancy' ORDER BY id",
        vacancy_id=row["vacancy_id"],
        id=row["id"],
    )
    rank = employers.LEVELS.index
    other = next((each for each in others if rank(each["level"]) >= rank(row["level"])), None)
    if other:
        db.run(
            "UPDATE posting SET leads = 1, employer_id = NULL WHERE id = :id", id=other["id"]
        )  # the employer stays the other source's
        db.run("UPDATE posting SET leads = 0 WHERE id = :id", id=row["id"])
    return bool(other)


def _ended(db: Database, market: Market, now: int, known: Row) -> None:
    """Its source still lists it, with a deadline that has passed: some close a vacancy so."""
    _seen(db, known, now)
    if known["state"] == "vacancy" and known["leads"] and vacancies.by_id(db, known["vacancy_id"])["deadline"] > now:
        with db.transaction():
            db.run("UPDATE posting SET state = 'gone' WHERE id = :id", id=known["id"])
            _close(db, market, known["vacancy_id"], now)


def _close(db: Database, market: Market, vacancy_id: str, now: int) -> bool:
    ended = vacancies.end(db, market, vacancy_id, "closed", now)
    if ended:
        audit.note(db, now, audit.SERVICE, "vacancy.closed", "vacancy", vacancy_id, "gone")
    return ended


def _known(db: Database, source: str, key: str) -> Row | None:
    return db.one(f"SELECT {_COLUMNS} FROM posting WHERE source = :source AND key = :key", source=source, key=key)


def _waiting(db: Database, doubt_id: int) -> Row:
    row = db.one(f"SELECT {_COLUMNS} FROM posting WHERE id = :id AND state = 'doubt'", id=doubt_id)
    if row is None:
        raise NotFoundError("posting")
    return row


def _seen(db: Database, known: Row, now: int) -> None:
    # Lost in a power cut, the next fetch sees it again.
    with db.transaction(durable=False):
        db.run("UPDATE posting SET seen_at = :now, missed = 0 WHERE id = :id", id=known["id"], now=now)


def _posting(row: Row) -> Posting:
    body = orjson.loads(row["body"])
    return Posting(**{**body, "skills": tuple(body["skills"])})


def _why(row: Row) -> tuple[str, ...]:
    return tuple(orjson.loads(row["why"])) if row["why"] else ()
