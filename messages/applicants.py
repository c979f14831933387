"""Applicants: what people are told of their own applications, and their employers of who comes to an interview."""

from typing import Any

from core import applications, audit, employers, hiring, interviews, moderation, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from messages import offers, opt_outs, outbox, quiet, readers, subscriptions, templates
from translations import pick

READER = "applicants"
COMING, NOT_COMING = "coming", "not_coming"  # offers about an application
TOLD_SECONDS = 7 * 24 * 3600  # a later word about one's application would only puzzle
SETTLES_SECONDS = 120  # who is put on the short list is often invited at once: one text then says both
APPROACH_SECONDS = 3 * 24 * 3600

_END = "t"  # the beginning of the dedupe key of what tells somebody that a vacancy has ended
_ENDED = {"vacancy.filled": "taken", "vacancy.closed": "job_gone", "vacancy.refused": "job_gone"}
_DECISIONS = ("decided", "interview", "interview_coming", "interview_reminder")  # purposes that later news overtake
_INTERVIEWS = _DECISIONS[1:]
_GIVEN_UP = ("application.not_coming", "application.withdrawn")

_REACHED = (
    "profile.id AS profile_id, language, place, (SELECT phone FROM phone_link WHERE phone_link.profile_id = profile.id"
    " AND until IS NULL AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.phone = phone_link.phone)"
    " ORDER BY since DESC, phone LIMIT 1) AS phone"
)


def follow(db: Database, market: Market, now: int, limit: int = readers.SLICE) -> int:
    """Act on the next events about applications. Returns how many events were read; call again until 0.

    People hear what was decided, a seat that somebody gave up goes to the next, and of a vacancy that has ended all
    who still wait are told, once.
    """
    with readers.reading(db, READER, limit) as some:
        for event in some:
            kind, subject = event["kind"], event["subject"]
            if kind in _ENDED:
                _end(db, market, subject, _ENDED[kind], now)
            elif kind in _GIVEN_UP:
                _pass_seat(db, market, event, now)
            elif kind == "application.hired":
                _decided(db, market, event, now)
                hiring.fill(db, market, event["data"]["vacancy"], now)
            elif kind in ("application.shortlisted", "application.invited", "application.refused"):
                _decided(db, market, event, now)
    return len(some)


def remind(db: Database, market: Market, now: int) -> int:
    """The evening before an interview: remind who is expected, and tell the employer. Returns how many texts.

    Whoever has not answered is asked once more, and keeps the seat.
    """
    sent = 0
    for row in interviews.to_remind(db, market, now):
        with db.transaction():
            interviews.reminded(db, row["application_id"], now)
            vacancy = vacancies.by_id(db, row["vacancy_id"])
            sent += _tell_interview(db, market, row, vacancy, f"m:{row['application_id']}:{row['at']}", now, True)
    for row in interviews.to_sum_up(db, market, now):
        with db.transaction():
            interviews.summed_up(db, row["id"], now)
            vacancy = vacancies.by_id(db, row["vacancy_id"])
            if employer := reached_employer(db, vacancy):
                values = {"meets_at": row["at"], "coming": row["coming"], "waiting": row["waiting"]}
                key = f"i:{row['id']}"
                sent += tell_employer(
                    db, market, employer, vacancy, "interview_summary", key, now, not_after=row["at"], **values
                )
    return sent


def ask(db: Database, market: Market, employer: Row, vacancy_id: str, profile_id: str, now: int) -> bool:
    """Text somebody who fits that this employer asks them to apply; a digit does it. False where they were asked.

    It is a text that nobody asked for: only who wants alerts gets it, none more than a week allows, at no quiet hour.
    Raises InvalidError "cannot_be_asked" where that forbids it, and what `hiring.approach` raises.
    """
    with db.transaction():
        subscriptions.lock(db)
        wants = db.one(
            "SELECT id, phone, language, unit FROM subscription WHERE profile_id = :id AND often <> 'off'"
            " AND rests_until <= :now",
            id=profile_id,
            now=now,
        )
        hiring.own(db, employer, vacancy_id)
        if wants is None or opt_outs.is_out(db, wants["phone"]):
            raise InvalidError("cannot_be_asked")
        if not hiring.approach(db, market, employer, vacancy_id, profile_id, now):
            return False
        vacancy = vacancies.by_id(db, vacancy_id)
        opens = quiet.open_from(market, wants["unit"], now)
        until = min(opens + APPROACH_SECONDS, vacancy["deadline"])
        digit = offers.make(db, now, wants["phone"], "apply", vacancy_id, profile_id, until)
        about = {"vacancy": vacancy, "reference": vacancy["reference"], "digit": str(digit)}
        text = templates.render("approach", wants["language"], market=market, **about)
        subscriptions.told(db, now, [wants["id"]])
        return outbox.put(
            db,
            now,
            wants["phone"],
            text,
            "approach",
            wants["language"],
            dedupe=f"k:{vacancy['reference']}:{profile_id}",
            not_before=opens,
            not_after=until,
            priority=outbox.ALERT,
            profile_id=profile_id,
            vacancy_id=vacancy_id,
            unit=wants["unit"],
        )


def reached_employer(db: Database, vacancy: Row) -> Row | None:
    """The employer of a vacancy, where a phone reaches them that wants texts, and staff have not blocked them."""
    employer = employers.by_id(db, vacancy["employer_id"])
    if employer is None or not employer["phone"] or employer["blocked_at"] or opt_outs.is_out(db, employer["phone"]):
        return None
    return employer


def tell_employer(
    db: Database,
    market: Market,
    employer: Row,
    vacancy: Row,
    purpose: str,
    dedupe: str,
    now: int,
    not_after: int | None = None,
    profile_id: str | None = None,
    **values: Any,
) -> bool:
    """Within the caller's transaction: text the employer of a vacancy, as `reached_employer` gives them.

    `profile_id` is whose words or doings it tells of: where they are erased first, it does not go.
    """
    language = pick(market.languages, employer["language"])
    unit = market.unit_of(employer["place"]).code
    text = templates.render(purpose, language, market=market, reference=vacancy["reference"], **values)
    return outbox.put(
        db,
        now,
        employer["phone"],
        text,
        purpose,
        language,
        dedupe=dedupe,
        not_before=_open_from(market, unit, now, not_after),
        not_after=not_after or now + TOLD_SECONDS,
        priority=outbox.NOTICE,
        profile_id=profile_id,
        vacancy_id=vacancy["id"],
        unit=unit,
    )


def reached(db: Database, profile_id: str) -> Row | None:
    """Whom a notice may go to: profile_id, language, place, phone; None where nobody is reached who wants texts."""
    row = db.one(f"SELECT {_REACHED} FROM profile WHERE id = :id AND status <> 'erased'", id=profile_id)
    return row if row and row["phone"] else None


def tell(
    db: Database,
    market: Market,
    person: Row,
    vacancy: Row,
    purpose: str,
    dedupe: str,
    now: int,
    not_after: int | None = None,
    **values: Any,
) -> bool:
    """Within the caller's transaction: text a person, as `reached` gives them, about an application of theirs."""
    language, unit = pick(market.languages, person["language"]), _unit(market, person, vacancy)
    text = templates.render(purpose, language, market=market, vacancy=vacancy, reference=vacancy["reference"], **values)
    soonest = now + (SETTLES_SECONDS if purpose == "decided" else 0)
    return outbox.put(
        db,
        now,
        person["phone"],
        text,
        purpose,
        language,
        dedupe=dedupe,
        not_before=_open_from(market, unit, soonest, not_after),
        not_after=not_after or now + TOLD_SECONDS,
        priority=outbox.NOTICE,
        profile_id=person["profile_id"],
        vacancy_id=vacancy["id"],
        unit=unit,
    )


def _decided(db: Database, market: Market, event: Row, now: int) -> None:
    """Tell somebody what was decided, unless it has changed since."""
    application = db.one(
        "SELECT id, profile_id, vacancy_id, status FROM application WHERE id = :id", id=event["subject"]
    )
    if application is None or f"application.{application['status']}" != event["kind"]:
        return
    vacancy = vacancies.by_id(db, application["vacancy_id"])
    if application["status"] != "refused" and not hiring.is_shown(vacancy):
        return  # stopped meanwhile: nobody is sent to it
    key, ended = f"n:{event['id']}", f"{_END}:{application['id']}"
    outbox.cancel_notices(db, now, vacancy["id"], _DECISIONS, application["profile_id"])
    if application["status"] == "refused" and outbox.is_known(db, ended):
        return  # the job is taken or gone, as they know
    if application["status"] == "invited":
        invitation = interviews.of_application(db, application["id"])
        if invitation and interviews.is_on(invitation, now):
            _tell_interview(db, market, invitation, vacancy, key, now, False)
            return
    if person := reached(db, application["profile_id"]):
        purpose = application["status"] if application["status"] in ("hired", "refused") else "decided"
        tell(db, market, person, vacancy, purpose, key, now, status=application["status"])


def _tell_interview(
    db: Database, market: Market, invitation: Row, vacancy: Row, key: str, now: int, again: bool
) -> bool:
    """Tell when and where, with the digits that answer. Whoever has said that they come may still say no."""
    person = reached(db, invitation["profile_id"])
    if person is None:
        return False
    digits = {
        kind: str(
            offers.make(
                db,
                now,
                person["phone"],
                kind,
                invitation["application_id"],
                invitation["profile_id"],
                invitation["at"],
            )
        )
        for kind in ((NOT_COMING,) if invitation["status"] == COMING else (COMING, NOT_COMING))
    }
    purpose = "interview_reminder" if again else "interview"
    return tell(
        db,
        market,
        person,
        vacancy,
        "interview_coming" if invitation["status"] == COMING else purpose,
        key,
        now,
        not_after=invitation["at"],
        meets_at=invitation["at"],
        venue=invitation["venue"],
        digit=digits.get(COMING, ""),
        no_digit=digits[NOT_COMING],
    )


def _pass_seat(db: Database, market: Market, event: Row, now: int) -> None:
    freed = interviews.pass_seat(db, market, event["subject"], now)
    if freed is None:
        return
    invitation = freed.invitation
    vacancy = vacancies.by_id(db, invitation["vacancy_id"])
    employer = reached_employer(db, vacancy)
    person = _called(db, market, vacancy, invitation["profile_id"], now)
    if employer is None or person is None:
        return
    values = {"meets_at": invitation["at"], "person": person}
    if freed.taker:
        values["next"] = _called(db, market, vacancy, freed.taker.profile_id, now) or freed.taker.reference
    purpose = "seat_passed" if freed.taker else "seat_free"
    key = f"n:{event['id']}"
    tell_employer(db, market, employer, vacancy, purpose, key, now, not_after=invitation["at"], **values)


def _called(db: Database, market: Market, vacancy: Row, profile_id: str, now: int) -> str | None:
    """What a text to the employer calls somebody: by first name where they may see it, which is written down, else by
    short number."""
    try:
        person = hiring.candidate(db, market, vacancy, profile_id, now)
    except NotFoundError:  # who has taken back the application
        row = db.one("SELECT reference FROM profile WHERE id = :id", id=profile_id)
        return row["reference"] if row else None
    if person.first_name is None:
        return person.reference
    by = audit.employer(vacancy["employer_id"])
    audit.note(db, now, by, "person.seen", "person", profile_id, vacancy=vacancy["id"])
    return person.first_name


def _end(db: Database, market: Market, vacancy_id: str, purpose: str, now: int) -> None:
    """Tell everybody who still waits that a vacancy has ended; who was to come to an interview, that it is off.

    An offer to apply stays: whoever accepts it hears that the job is gone, which says more than that the digit is
    unknown. Whoever was warned of the job was told to keep away, and hears of no end but that of an interview.
    """
    vacancy = vacancies.by_id(db, vacancy_id)
    overtaken = outbox.cancel_notices(db, now, vacancy_id, _DECISIONS)
    untold = {row["profile_id"] for row in overtaken if row["purpose"] in _INTERVIEWS}
    expected = db.all(
        f"SELECT {_REACHED}, application.id AS application_id, interview.at FROM application"
        " JOIN invitation ON application_id = application.id JOIN interview ON interview.id = interview_id"
        " JOIN profile ON profile.id = profile_id"
        " WHERE application.vacancy_id = :id AND application.status IN ('invited', 'coming') AND interview.at > :now"
        " AND profile.status <> 'erased' ORDER BY application.id",
        id=vacancy_id,
        now=now,
    )
    for person in expected:
        if person["phone"] and person["profile_id"] not in untold:
            key, off = f"{_END}:{person['application_id']}", person["at"]
            tell(db, market, person, vacancy, "interview_off", key, now, not_after=off, meets_at=off)
    if vacancy["opened_at"] and vacancy["reason"] in moderation.FRAUD:
        return
    # One statement for each language: hundreds may have applied, and callers who must write wait meanwhile.
    waiting = (
        f"SELECT '{_END}:' || application.id AS dedupe, {_REACHED} FROM application"
        " JOIN profile ON profile.id = profile_id"
        f" WHERE vacancy_id = :vacancy_id AND application.status IN {applications.OPEN} AND profile.status <> 'erased'"
    )
    unit = market.unit_of(vacancy["place"]).code
    opens = quiet.open_from(market, unit, now)
    spoken = db.all(f"SELECT DISTINCT language FROM ({waiting}) AS waiting", vacancy_id=vacancy_id)
    for row in spoken:
        language = pick(market.languages, row["language"])
        text = templates.render(purpose, language, market=market, vacancy=vacancy, reference=vacancy["reference"])
        outbox.put_many(
            db,
            now,
            "SELECT dedupe, :text_id AS text_id, phone, profile_id, CAST(:vacancy_id AS TEXT) AS vacancy_id,"
            f" CAST(:unit AS TEXT) AS unit, {outbox.NOTICE} AS priority, :opens AS not_before, :until AS not_after"
            f" FROM ({waiting}) AS waiting WHERE phone IS NOT NULL AND language = :language",
            text_id=outbox.text_id(db, text, purpose, language),
            vacancy_id=vacancy_id,
            unit=unit,
            opens=opens,
            until=now + TOLD_SECONDS,
            language=row["language"],
        )


def _unit(market: Market, person: Row, vacancy: Row) -> str:
    return market.unit_of(person["place"] if person["place"] in market.places else vacancy["place"]).code


def _open_from(market: Market, unit: str, now: int, not_after: int | None) -> int:
    """At no quiet hour, unless it would then come too late."""
    opens = quiet.open_from(market, unit, now)
    return opens if not_after is None or opens < not_after - 3600 else now
