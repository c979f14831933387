"""Hiring: whom an employer may choose from, what of them may be seen, and what the employer decides."""

from dataclasses import dataclass

from core import applications, audit, events, matching, trust, vacancies
from core.database import Database, Row
from core.errors import GoneError, InvalidError, NotFoundError
from core.market import Market

MOST = 20  # people of a list
DAY_SECONDS = 24 * 3600
# As an employer sees them: who comes first is who must be looked after first.
ORDER = ("coming", "invited", "shortlisted", "seen", "applied", "not_coming", "hired", "refused")

_SHOWN = ("open", "filled", "expired", "closed")
_NAMED = tuple(status for status in ORDER if status != "refused")
_CALLED = ("shortlisted", "invited", "coming", "not_coming", "hired")
_READ = 200  # applications of a vacancy that are compared: of a crowd not everybody is read

_PERSON = (
    "profile.id AS profile_id, profile.reference, profile.name, profile.place, profile.occupation, profile.experience,"
    " profile.least_pay, profile.skills, (SELECT phone FROM phone_link WHERE phone_link.profile_id = profile.id"
    " AND until IS NULL ORDER BY since DESC, phone LIMIT 1) AS phone"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who applied for a vacancy, or who fits it and may be asked to.

    `reference` is the person's short number. `application_id` and `status` are None for whoever has not applied;
    `approached` says that the employer asked them. `score` is of 0 to 100, `reason` a code of matching, `area` the
    nearest place that home and vacancy share, `ring` the circle around the vacancy out to it. `name` and `phone` are
    None wherever the employer may not see them. `place`, `occupation` and `experience` are None where nobody told.
    """

    profile_id: str
    reference: str
    place: str | None
    occupation: str | None
    experience: str | None
    area: str
    ring: int
    reason: str
    score: int
    application_id: str | None = None
    status: str | None = None
    approached: bool = False
    name: str | None = None
    phone: str | None = None

    @property
    def first_name(self) -> str | None:
        """What an employer calls them in a list, or None where the name may not be seen."""
        return self.name.split()[0] if self.name and self.name.split() else None


def is_shown(vacancy: Row) -> bool:
    """Whether an employer may have to do with people through this vacancy.

    Not while staff hold it or after they refused it; nor where it was closed while it was held, which has a reason
    still: else whoever is stopped would close it, and see those who were told to keep away.
    """
    return vacancy["status"] in _SHOWN and vacancy["reason"] is None


def may_see(vacancy: Row, status: str | None) -> tuple[bool, bool]:
    """Whether an employer may see the name, and the number, of somebody whose application has this status.

    This is the one place with that rule. Applying, also when asked to, is the consent: people are told that an
    employer they apply to sees their name. The number follows once the employer has chosen them for more, and neither
    is left once the application is taken back or refused, or staff have taken the vacancy down. An employer of whom
    not even the phone is confirmed sees neither. `vacancy` has `employer_level`.
    """
    shown = is_shown(vacancy) and vacancy["employer_level"] != "unknown"
    return shown and status in _NAMED, shown and status in _CALLED


def own(db: Database, employer: Row, vacancy_id: str) -> Row:
    """The vacancy as `vacancies.by_id` has it, if it is this employer's, who is not blocked. Raises NotFoundError."""
    vacancy = vacancies.by_id(db, vacancy_id)
    if vacancy["employer_id"] != employer["id"] or employer["blocked_at"]:
        raise NotFoundError("vacancy")
    return vacancy


def may_ask(vacancy: Row) -> bool:
    """Whether people who fit may be asked to apply: it is open, and the employer known well enough."""
    return vacancy["status"] == "open" and trust.LIMITS[vacancy["employer_level"]].approaches > 0


def counts(db: Database, market: Market, vacancy: Row, now: int) -> dict[str, int]:
    """How many applications of a vacancy stand at each status, in the order of ORDER; those taken back do not count."""
    rows = db.all(
        "SELECT status, count(*) AS people FROM application WHERE vacancy_id = :id AND status <> 'withdrawn'"
        " GROUP BY status",
        id=vacancy["id"],
    )
    found = {row["status"]: int(row["people"]) for row in rows}
    return {status: found[status] for status in ORDER if status in found}


def candidates(db: Database, market: Market, vacancy: Row, now: int, limit: int = MOST) -> list[Candidate]:
    """First those who applied, by status and then by fit; then who fits, where the employer may ask them."""
    rows = db.all(
        f"SELECT {_PERSON}, application.id AS application_id, application.status FROM application"
        " JOIN profile ON profile.id = application.profile_id"
        " WHERE vacancy_id = :id AND application.status <> 'withdrawn' AND profile.status <> 'erased'"
        f" ORDER BY {_ordered('application.status')}, application.created_at, application.id LIMIT {_READ}",
        id=vacancy["id"],
    )
    applied = [_candidate(market, vacancy, row, now) for row in rows]
    applied.sort(key=lambda each: (ORDER.index(each.status or ""), -each.score))
    applied = applied[:limit]
    if not may_ask(vacancy) or len(applied) >= limit:
        return applied
    return applied + _fitting(db, market, vacancy, now, limit - len(applied))


def candidate(db: Database, market: Market, vacancy: Row, profile_id: str, now: int) -> Candidate:
    """One person for a vacancy: who applied, or may be or was asked. Raises NotFoundError."""
    row = db.one(
        f"SELECT {_PERSON}, profile.status AS standing, alerts, application.id AS application_id, application.status,"
        " approach.at AS approached_at FROM profile"
        " LEFT JOIN application ON application.profile_id = profile.id AND application.vacancy_id = :vacancy_id"
        " LEFT JOIN approach ON approach.profile_id = profile.id AND approach.vacancy_id = :vacancy_id"
        " WHERE profile.id = :id",
        vacancy_id=vacancy["id"],
        id=profile_id,
    )
    if row is None or row["standing"] == "erased" or row["status"] == "withdrawn":
        raise NotFoundError("person")
    if row["status"] is None and (row["standing"] != "active" or row["alerts"] == "off"):
        raise NotFoundError("person")  # they did not apply, and want no texts: nothing may be made of them
    return _candidate(market, vacancy, row, now, bool(row["approached_at"]))


def look(db: Database, market: Market, employer: Row, vacancy_id: str, profile_id: str, now: int) -> Candidate:
    """The employer looks at somebody: who sees a name is written down, and the person is told it was seen.

    Raises NotFoundError where the vacancy or the person is not this employer's to see.
    """
    with db.transaction():
        vacancy = own(db, employer, vacancy_id)
        seen = candidate(db, market, vacancy, profile_id, now)
        if seen.application_id and seen.name:
            applications.decide(db, market, seen.application_id, "seen", now)
            audit.note(db, now, audit.employer(employer["id"]), "person.seen", "person", profile_id, vacancy=vacancy_id)
    return seen


def look_through(db: Database, market: Market, employer: Row, vacancy_id: str, now: int) -> None:
    """The employer looks through the list of a vacancy: that they saw names there is written down.

    Raises NotFoundError where the vacancy is not theirs.
    """
    with db.transaction():
        vacancy = own(db, employer, vacancy_id)
        named = sum(may_see(vacancy, status)[0] * people for status, people in counts(db, market, vacancy, now).items())
        if named:
            by = audit.employer(employer["id"])
            audit.note(db, now, by, "people.seen", "vacancy", vacancy_id, people=min(named, MOST))


def decide(
    db: Database,
    market: Market,
    employer: Row,
    vacancy_id: str,
    profile_id: str,
    decision: str,
    now: int,
    actor: str | None = None,
) -> bool:
    """The employer's word on who applied: shortlisted, hired or refused. Returns False where it comes too late.

    So it does where staff have stopped the vacancy. `actor` is who says so, as in core.audit, where it is not the
    employer. With the last post hired for, the vacancy is filled. Raises NotFoundError where the vacancy or the
    application is not this employer's.
    """
    with db.transaction():
        vacancy = own(db, employer, vacancy_id)
        standing = applications.for_vacancy(db, profile_id, vacancy_id)
        if standing is None or standing["status"] == "withdrawn":
            raise NotFoundError("application")
        done = is_shown(vacancy) and applications.decide(db, market, standing["id"], decision, now)
        if done:
            by = actor or audit.employer(employer["id"])
            audit.note(db, now, by, f"application.{decision}", "application", standing["id"], vacancy=vacancy_id)
            if decision == "hired" and fill(db, market, vacancy_id, now):
                audit.note(db, now, by, "vacancy.filled", "vacancy", vacancy_id)
    return done


def fill(db: Database, market: Market, vacancy_id: str, now: int) -> bool:
    """End a vacancy as filled where as many are hired as it has posts. Returns whether it ended by this."""
    with db.transaction():
        row = db.one(
            "SELECT posts, (SELECT count(*) FROM application WHERE vacancy_id = vacancy.id"
            " AND application.status = 'hired') AS hired FROM vacancy WHERE id = :id",
            id=vacancy_id,
        )
        return bool(row and row["hired"] >= row["posts"] and vacancies.end(db, market, vacancy_id, "filled", now))


def approach(db: Database, market: Market, employer: Row, vacancy_id: str, profile_id: str, now: int) -> bool:
    """Note that the employer asks somebody who fits whether they would apply. Returns False where it was asked before.

    Whether the person can be reached is for whoever sends the text. Raises NotFoundError for another's vacancy or
    somebody who may not be asked, GoneError where the vacancy is not open or the person has applied already,
    InvalidError "enough_today" where the employer has asked enough for a day.
    """
    with db.transaction():
        vacancy = own(db, employer, vacancy_id)
        asked = candidate(db, market, vacancy, profile_id, now)
        if vacancy["status"] != "open" or vacancy["deadline"] <= now:
            raise GoneError("vacancy_not_open")
        if asked.status:
            raise GoneError("has_applied")
        if asked.approached:
            return False
        row = db.one(
            "SELECT count(*) AS asked FROM approach JOIN vacancy ON vacancy.id = vacancy_id"
            " WHERE employer_id = :id AND at > :since",
            id=employer["id"],
            since=now - DAY_SECONDS,
        )
        check_limit(employer, "approaches", int(row["asked"]) + 1 if row else 1)
        added = db.run(
            "INSERT INTO approach (vacancy_id, profile_id, at) VALUES (:vacancy_id, :profile_id, :now)"
            " ON CONFLICT (vacancy_id, profile_id) DO NOTHING",
            vacancy_id=vacancy_id,
            profile_id=profile_id,
            now=now,
        )
        if added:
            by = audit.employer(employer["id"])
            audit.note(db, now, by, "person.approached", "person", profile_id, vacancy=vacancy_id)
            events.append(db, "person.approached", profile_id, now, vacancy=vacancy_id)
    return bool(added)


def next_in_line(db: Database, market: Market, vacancy: Row, now: int) -> Candidate | None:
    """Who applied and is to be invited next: from the short list first, then the best-fitting; None without one."""
    line = [each for each in candidates(db, market, vacancy, now) if each.status in ("shortlisted", "seen", "applied")]
    return min(line, key=lambda each: (each.status != "shortlisted", -each.score), default=None)


def limit(employer: Row, what: str) -> int:
    """How many "approaches", "invitations" or "texts" a day the employer's level allows."""
    return int(getattr(trust.LIMITS[employer["level"]], what))


def check_limit(employer: Row, what: str, number: int) -> None:
    """Raise InvalidError "enough_today" where so many of these a day are more than the employer's level allows, or
    "number_unconfirmed" where that allows none."""
    if not limit(employer, what):
        raise InvalidError("number_unconfirmed")
    if number > limit(employer, what):
        raise InvalidError("enough_today", limit=what, most=limit(employer, what))


def _ordered(column: str) -> str:
    whens = " ".join(f"WHEN '{status}' THEN {number}" for number, status in enumerate(ORDER))
    return f"CASE {column} {whens} END"


def _fitting(db: Database, market: Market, vacancy: Row, now: int, most: int) -> list[Candidate]:
    """People who fit an open vacancy and want to hear of work, nearest first."""
    # Some of those who fit want no texts, and cannot be asked.
    found = matching.people(db, market, vacancy, now, 2 * most)
    if not found:
        return []
    ids = {f"id{number}": each.person["id"] for number, each in enumerate(found)}
    rows = db.all(
        f"SELECT {_PERSON}, NULL AS application_id, NULL AS status, approach.at AS approached_at FROM profile"
        " LEFT JOIN approach ON approach.profile_id = profile.id AND approach.vacancy_id = :vacancy_id"
        f" WHERE profile.id IN ({', '.join(':' + name for name in ids)}) AND alerts <> 'off'"
        " AND profile.status = 'active'",
        vacancy_id=vacancy["id"],
        **ids,
    )
    by_id = {row["profile_id"]: row for row in rows}
    chosen = [by_id[each.person["id"]] for each in found if each.person["id"] in by_id][:most]
    return [_candidate(market, vacancy, row, now, bool(row["approached_at"])) for row in chosen]


def _candidate(market: Market, vacancy: Row, row: Row, now: int, approached: bool = False) -> Candidate:
    name, phone = may_see(vacancy, row["status"])
    around = market.places.rings(vacancy["place"])
    area, score, reason = around[-1], 0.0, matching.OTHER_WORK
    if row["place"] in market.places and row["occupation"] in market.occupations:
        home = market.places.rings(row["place"])
        shared = next((number for number, code in enumerate(home) if code in around), len(home) - 1)
        area = home[shared] if home[shared] in around else area
        score = matching.score(market, row, vacancy, shared, len(home), now)
        reason = matching.reason(market, row, vacancy)
    return Candidate(
        profile_id=row["profile_id"],
        reference=row["reference"],
        place=row["place"],
        occupation=row["occupation"],
        experience=row["experience"],
        area=area,
        ring=around.index(area),
        reason=reason,
        score=round(score),
        application_id=row["application_id"],
        status=row["status"],
        approached=approached,
        name=row["name"] if name else None,
        phone=row["phone"] if phone else None,
    )
