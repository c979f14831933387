"""Interviews: the day and place to which applicants are invited, who comes, and to whom a free seat goes."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core import applications, audit, contacts, hiring, scams, trust, vacancies
from core.database import Database, Row
from core.errors import GoneError, InvalidError, NotFoundError
from core.hiring import Candidate
from core.ids import new_id
from core.market import Market

MOST_DAYS_AHEAD = 60
LONGEST_VENUE = 80  # characters
MOST_EACH = 3  # invitations of one person a day, to whatever hour and place
EVENING = time(18)  # of the day before, in the market: when everybody is reminded
LEAST_NOTICE_SECONDS = 3 * 3600  # somebody who gets a free seat must be able to come

_HOLDS = ("open", "expired")  # a vacancy whose interviews take place
_SEATED = ("invited", "coming", "hired", "refused")  # those of the last two were decided on, not given up
_INVITED = (
    "SELECT application.id AS application_id, application.profile_id, application.vacancy_id, application.status,"
    " interview.id AS interview_id, interview.at, venue, seats, invitation.at AS invited_at, answered_at, reminded_at,"
    " vacancy.status AS vacancy_status, vacancy.employer_id"
    " FROM invitation JOIN interview ON interview.id = invitation.interview_id"
    " JOIN application ON application.id = invitation.application_id"
    " JOIN vacancy ON vacancy.id = application.vacancy_id"
)


@dataclass(frozen=True, slots=True)
class Freed:
    """A seat that somebody gave up, and who has it now: None where nobody waits, or it is too late."""

    invitation: Row
    taker: Candidate | None


def is_on(invitation: Row, now: int) -> bool:
    """Whether what an invitation is to is still ahead, and its vacancy did not end."""
    return bool(invitation["at"] > now and invitation["vacancy_status"] in _HOLDS)


def may_invite(vacancy: Row) -> bool:
    """Whether people may be invited to interviews for this vacancy: it did not end, and its employer is known."""
    return vacancy["status"] in _HOLDS and trust.LIMITS[vacancy["employer_level"]].invitations > 0


def evening_before(market: Market, at: int) -> int:
    """When people are reminded of an interview at `at`; both UTC seconds."""
    day = datetime.fromtimestamp(at, market.time_zone).date() - timedelta(days=1)
    return int(datetime.combine(day, EVENING, market.time_zone).timestamp())


def at_time(market: Market, day: str, hour: int) -> int:
    """The UTC seconds of an hour of a day ("2026-12-01") in the market."""
    start = datetime.combine(datetime.fromisoformat(day).date(), time(hour), market.time_zone)
    return int(start.timestamp())


def upcoming(db: Database, vacancy_id: str, now: int) -> list[Row]:
    """The interviews of a vacancy that are still ahead, the next first: id, at, venue, seats."""
    return db.all(
        "SELECT id, at, venue, seats FROM interview WHERE vacancy_id = :id AND at > :now ORDER BY at, id",
        id=vacancy_id,
        now=now,
    )


def last_venue(db: Database, employer_id: str) -> str | None:
    """Where the employer invited people last, or None."""
    row = db.one(
        "SELECT venue FROM interview JOIN vacancy ON vacancy.id = vacancy_id WHERE employer_id = :id"
        " ORDER BY interview.created_at DESC, interview.id DESC LIMIT 1",
        id=employer_id,
    )
    return row["venue"] if row else None


def of_application(db: Database, application_id: str) -> Row | None:
    """The last invitation of an application, or None.

    Columns: application_id, profile_id, vacancy_id, status (of the application), interview_id, at, venue, seats,
    invited_at, answered_at, reminded_at, vacancy_status, employer_id.
    """
    return db.one(f"{_INVITED} WHERE invitation.application_id = :id", id=application_id)


def invite(
    db: Database,
    market: Market,
    employer: Row,
    vacancy_id: str,
    profile_ids: list[str],
    at: int,
    venue: str,
    now: int,
    actor: str | None = None,
) -> int:
    """Invite people who applied to an interview at `at` (UTC seconds). Returns how many are newly invited by this.

    Each has a seat of their own. Whoever is invited to it already is not invited again; whoever was to come on
    another day is asked again. Raises NotFoundError for another's vacancy, GoneError where it has ended, InvalidError
    "day_passed", "day_too_far", "venue_unreadable", "venue_no_place" or "enough_today".
    """
    venue = _checked_venue(market, venue)
    if at <= now:
        raise InvalidError("day_passed")
    if at > now + MOST_DAYS_AHEAD * hiring.DAY_SECONDS:
        raise InvalidError("day_too_far", days=MOST_DAYS_AHEAD)
    by = actor or audit.employer(employer["id"])
    with db.transaction():
        vacancy = hiring.own(db, employer, vacancy_id)
        if vacancy["status"] not in _HOLDS:
            raise GoneError("vacancy_ended")
        interview = db.one(
            "SELECT id FROM interview WHERE vacancy_id = :id AND at = :at AND venue = :venue",
            id=vacancy_id,
            at=at,
            venue=venue,
        )
        asked: list[tuple[str, Row | None]] = []
        for profile_id in profile_ids:
            standing = applications.for_vacancy(db, profile_id, vacancy_id)
            if standing is None:
                raise NotFoundError("application")
            before = of_application(db, standing["id"])
            is_same = before and interview and before["interview_id"] == interview["id"]
            if is_same and standing["status"] in ("invited", "coming"):
                continue
            if standing["status"] in applications.DECISIONS["invited"]:
                asked.append((standing["id"], before))
        if not asked:
            return 0
        # Before anything is written: a caller may catch this and go on.
        _check_limits(db, employer, [application_id for application_id, _before in asked], now)
        interview_id = _with_seats(db, interview, vacancy_id, at, venue, len(asked), now)
        for application_id, before in asked:
            applications.decide(db, market, application_id, "invited", now)
            if before and before["interview_id"] != interview_id:
                db.run("UPDATE interview SET seats = seats - 1 WHERE id = :id AND seats > 1", id=before["interview_id"])
            _seat(db, application_id, interview_id, now)
            audit.note(db, now, by, "application.invited", "application", application_id, vacancy=vacancy_id)
    return len(asked)


def answer(db: Database, market: Market, profile: Row, application_id: str, said: str, now: int) -> bool:
    """The person says "coming" or "not_coming". Returns False where they had said so, or were never asked.

    Raises GoneError where the interview is over or off.
    """
    with db.transaction():
        invitation = of_application(db, application_id)
        if invitation is None or invitation["profile_id"] != profile["id"]:
            return False
        if not is_on(invitation, now):
            raise GoneError("interview_off")
        done = applications.answer(db, market, profile, application_id, said, now)
        if done:
            db.run("UPDATE invitation SET answered_at = :now WHERE application_id = :id", now=now, id=application_id)
    return done


def pass_seat(db: Database, market: Market, application_id: str, now: int) -> Freed | None:
    """The seat of somebody who does not come goes to the next in line. None where they had no seat to give up."""
    with db.transaction():
        invitation = of_application(db, application_id)
        if invitation is None or not is_on(invitation, now) or invitation["status"] in _SEATED:
            return None
        row = db.one(
            "SELECT count(*) AS taken FROM invitation JOIN application ON application.id = application_id"
            f" WHERE interview_id = :id AND application.status IN {_SEATED}",
            id=invitation["interview_id"],
        )
        taker = None
        if (row is None or row["taken"] < invitation["seats"]) and invitation["at"] > now + LEAST_NOTICE_SECONDS:
            vacancy = vacancies.by_id(db, invitation["vacancy_id"])
            taker = hiring.next_in_line(db, market, vacancy, now)
        if taker and taker.application_id and applications.decide(db, market, taker.application_id, "invited", now):
            _seat(db, taker.application_id, invitation["interview_id"], now)
            audit.note(
                db,
                now,
                audit.SERVICE,
                "application.invited",
                "application",
                taker.application_id,
                vacancy=invitation["vacancy_id"],
            )
    return Freed(invitation, taker)


def to_remind(db: Database, market: Market, now: int) -> list[Row]:
    """Invitations of whom comes or has not answered, to what is tomorrow, once the evening before has come.

    Rows as `of_application` has them. Whoever was invited after that evening, or was reminded, is not among them.
    """
    rows = db.all(
        f"{_INVITED} WHERE interview.at > :now AND interview.at <= :until AND reminded_at IS NULL"
        " AND application.status IN ('invited', 'coming') ORDER BY interview.at, application.id",
        now=now,
        until=now + 2 * hiring.DAY_SECONDS,
    )
    return [row for row in rows if is_on(row, now) and row["invited_at"] < evening_before(market, row["at"]) <= now]


def to_sum_up(db: Database, market: Market, now: int) -> list[Row]:
    """Interviews of tomorrow whose employer is still to be told who comes, once the evening before has come.

    Rows have id, vacancy_id, at, and how many are `coming` and `waiting` (invited, without an answer).
    """
    rows = db.all(
        "SELECT interview.id, interview.vacancy_id, interview.at, interview.created_at,"
        " count(CASE WHEN application.status = 'coming' THEN 1 END) AS coming,"
        " count(CASE WHEN application.status = 'invited' THEN 1 END) AS waiting"
        " FROM interview JOIN vacancy ON vacancy.id = interview.vacancy_id"
        " JOIN invitation ON interview_id = interview.id JOIN application ON application.id = application_id"
        f" WHERE interview.at > :now AND interview.at <= :until AND told_at IS NULL AND vacancy.status IN {_HOLDS}"
        " GROUP BY interview.id, interview.vacancy_id, interview.at, interview.created_at ORDER BY interview.at",
        now=now,
        until=now + 2 * hiring.DAY_SECONDS,
    )
    return [row for row in rows if row["created_at"] < evening_before(market, row["at"]) <= now]


def reminded(db: Database, application_id: str, now: int) -> None:
    """Within the caller's transaction: this person was reminded."""
    db.run("UPDATE invitation SET reminded_at = :now WHERE application_id = :id", now=now, id=application_id)


def summed_up(db: Database, interview_id: str, now: int) -> None:
    """Within the caller's transaction: the employer was told who comes."""
    db.run("UPDATE interview SET told_at = :now WHERE id = :id", now=now, id=interview_id)


def _checked_venue(market: Market, venue: str) -> str:
    """The place as it goes out to people: it asks for nothing, and leads nowhere but there."""
    venue = " ".join(venue.split())
    if not 2 <= len(venue) <= LONGEST_VENUE:
        raise InvalidError("venue_unreadable")
    said = scams.plain(venue, market.country)
    asks = scams.fee(said) or scams.money_asked(said, is_contact=True) or scams.private(said)
    if asks or scams.link(venue, said, is_contact=True) or contacts.tells(venue, market.country):
        raise InvalidError("venue_no_place")
    return venue


def _check_limits(db: Database, employer: Row, application_ids: list[str], now: int) -> None:
    """Raise InvalidError "enough_today" where the employer, or one of these people by them, was invited enough.

    By the audit trail: of an application only the last invitation stands.
    """
    rows = db.all(
        "SELECT application.id, count(*) AS invited FROM vacancy JOIN application ON vacancy_id = vacancy.id"
        " JOIN audit ON audit.kind = 'application' AND audit.subject = application.id"
        " WHERE employer_id = :id AND action = 'application.invited' AND audit.at > :since GROUP BY application.id",
        id=employer["id"],
        since=now - hiring.DAY_SECONDS,
    )
    invited = {row["id"]: int(row["invited"]) for row in rows}
    hiring.check_limit(employer, "invitations", len(application_ids) + sum(invited.values()))
    if any(invited.get(application_id, 0) >= MOST_EACH for application_id in application_ids):
        raise InvalidError("enough_today", limit="invitations", most=MOST_EACH)


def _with_seats(db: Database, interview: Row | None, vacancy_id: str, at: int, venue: str, seats: int, now: int) -> str:
    """The id of the interview, new or known, with so many seats more."""
    if interview:
        db.run("UPDATE interview SET seats = seats + :more WHERE id = :id", more=seats, id=interview["id"])
        return str(interview["id"])
    interview_id = new_id()
    db.run(
        "INSERT INTO interview (id, vacancy_id, at, venue, seats, created_at)"
        " VALUES (:id, :vacancy_id, :at, :venue, :seats, :now)",
        id=interview_id,
        vacancy_id=vacancy_id,
        at=at,
        venue=venue,
        seats=seats,
        now=now,
    )
    return interview_id


def _seat(db: Database, application_id: str, interview_id: str, now: int) -> None:
    db.run(
        "INSERT INTO invitation (application_id, interview_id, at) VALUES (:application_id, :interview_id, :now)"
        " ON CONFLICT (application_id) DO UPDATE SET interview_id = excluded.interview_id, at = excluded.at,"
        " answered_at = NULL, reminded_at = NULL",
        application_id=application_id,
        interview_id=interview_id,
        now=now,
    )
