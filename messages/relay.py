"""Relay: words passed on between an employer and a person who see no number of each other.

Nothing of the words is kept but in the message that carries them and in the one that brought them.
"""

import re
from typing import Any

from core import applications, contacts, hiring, scams
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from messages import applicants, notices

LONGEST_WORDS = 150  # characters: with what stands around them two SMS, three at most
PER_PAIR = 6  # a day, from each side of one employer and one person
PER_PERSON = 20  # a day, from one person to all employers
EMPLOYER, PERSON = "employer", "person"

_WRITTEN_TO = ("applied", "seen", "shortlisted", "invited", "coming", "not_coming", "hired")
_number = re.compile(r"\+?\d(?:[\s().,/-]*\d){6,}")
_address = re.compile(
    r"\S+\s?@\s?\S+|\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|info|me|ly|gl|ke|co\.\w\w)\b\S*",
    re.IGNORECASE,
)


def from_employer(
    db: Database,
    market: Market,
    employer: Row,
    vacancy_id: str,
    profile_id: str,
    now: int,
    words: str = "",
    ready: str | None = None,
) -> None:
    """Pass an employer's words on to somebody who applied for a vacancy of theirs, or whom they asked to.

    `ready` is the code of a sentence instead of words. Raises NotFoundError for another's vacancy or somebody who has
    to do with neither, and InvalidError as `_checked` and `_counted` do, or "not_to_write" where the person takes no
    part any more or wants no texts.
    """
    vacancy = hiring.own(db, employer, vacancy_id)
    agreed = _has_agreed(db, vacancy, profile_id)
    person = applicants.reached(db, profile_id)
    if person is None or not hiring.is_shown(vacancy):
        raise InvalidError("not_to_write")
    if not agreed and not _may_be_asked(db, vacancy, profile_id):
        raise InvalidError("not_to_write")
    if ready == "call_us" and not agreed:
        raise InvalidError("words_hide_number")
    values: dict[str, Any] = {"ready": ready, "phone": employer["phone"] or ""} if ready else {}
    if not ready:
        values["words"] = _checked(db, market, vacancy, profile_id, EMPLOYER, words, agreed, now)
    _counted(db, employer, vacancy, profile_id, EMPLOYER, now)
    with db.transaction():
        key = _keep(db, vacancy, profile_id, EMPLOYER, now)
        applicants.tell(db, market, person, vacancy, "relay_to_person", key, now, **values)


def from_person(db: Database, market: Market, profile: Row, vacancy: Row, words: str, now: int) -> None:
    """Pass somebody's words on to the employer of a vacancy that they applied for, or were asked to.

    Raises as `from_employer` does.
    """
    agreed = _has_agreed(db, vacancy, profile["id"])
    employer = applicants.reached_employer(db, vacancy)
    if employer is None or not hiring.is_shown(vacancy):
        raise InvalidError("not_to_write")
    told = _checked(db, market, vacancy, profile["id"], PERSON, words, agreed, now)
    _counted(db, None, vacancy, profile["id"], PERSON, now)
    with db.transaction():
        key = _keep(db, vacancy, profile["id"], PERSON, now)
        values = {"person": profile["reference"], "words": told, "work": profile["occupation"]}
        applicants.tell_employer(
            db, market, employer, vacancy, "relay_to_employer", key, now, profile_id=profile["id"], **values
        )


def about(db: Database, employer: Row, profile_id: str) -> str | None:
    """The id of the employer's vacancy that somebody has to do with, the latest where there are several, or None."""
    row = db.one(
        "SELECT vacancy_id FROM (SELECT vacancy_id, updated_at AS at FROM application WHERE profile_id = :id"
        " UNION ALL SELECT vacancy_id, at FROM approach WHERE profile_id = :id) AS known"
        " JOIN vacancy ON vacancy.id = vacancy_id WHERE employer_id = :employer ORDER BY at DESC, vacancy_id LIMIT 1",
        id=profile_id,
        employer=employer["id"],
    )
    return row["vacancy_id"] if row else None


def last_heard(db: Database, employer_id: str | None, profile_id: str | None, since: int) -> str | None:
    """The number to answer to after the last words that somebody got since then (UTC seconds): that of the job for a
    person, that of the person for an employer. None where they got none."""
    row = db.one(
        "SELECT CASE WHEN sent_by = 'employer' THEN vacancy.reference ELSE profile.reference END AS number FROM relay"
        " JOIN vacancy ON vacancy.id = vacancy_id JOIN profile ON profile.id = profile_id"
        " WHERE at >= :since AND ((sent_by = 'employer' AND profile_id = :profile_id)"
        " OR (sent_by = 'person' AND employer_id = :employer_id)) ORDER BY relay.id DESC LIMIT 1",
        since=since,
        profile_id=profile_id,
        employer_id=employer_id,
    )
    return str(row["number"]) if row else None


def masked(words: str, left_out: str) -> str:
    """The words with numbers of phones, addresses and links replaced, where they stand as usual."""
    words = _address.sub(left_out, words)
    return _number.sub(lambda found: found.group() if contacts.is_everyday(found.group()) else left_out, words)


def _has_agreed(db: Database, vacancy: Row, profile_id: str) -> bool:
    """Whether the person has applied, or was only asked. Raises NotFoundError where neither, or InvalidError."""
    standing = applications.for_vacancy(db, profile_id, vacancy["id"])
    if standing:
        if standing["status"] not in _WRITTEN_TO:
            raise InvalidError("not_to_write")
        return True
    asked = db.one(
        "SELECT 1 AS asked FROM approach WHERE vacancy_id = :vacancy_id AND profile_id = :profile_id",
        vacancy_id=vacancy["id"],
        profile_id=profile_id,
    )
    if asked is None:
        raise NotFoundError("person")
    return False


def _may_be_asked(db: Database, vacancy: Row, profile_id: str) -> bool:
    """Whether somebody who has not applied may still be written to: as long as they could be asked at all."""
    row = db.one("SELECT status, alerts FROM profile WHERE id = :id", id=profile_id)
    return bool(row and row["status"] == "active" and row["alerts"] != "off" and vacancy["status"] == "open")


def _checked(
    db: Database, market: Market, vacancy: Row, profile_id: str, sent_by: str, words: str, agreed: bool, now: int
) -> str:
    """The words as they may go out. Raises InvalidError "words_missing", "words_too_long", "words_ask_money" (of which
    staff are told), or "words_hide_number"."""
    words = " ".join(words.split())
    if not words:
        raise InvalidError("words_missing")
    if len(words) > LONGEST_WORDS:
        raise InvalidError("words_too_long", most=LONGEST_WORDS)
    said = scams.plain(words, market.country)
    if scams.fee(said) or scams.money_asked(said, is_contact=False) or scams.private(said):
        subject = f"{vacancy['id']}:{profile_id}:{sent_by}:{now // hiring.DAY_SECONDS}"
        with db.transaction():
            notices.tell(
                db, now, "relay_money", subject, "relay_money", reference=vacancy["reference"], sent_by=sent_by
            )
        raise InvalidError("words_ask_money")
    if agreed:
        return words
    words = masked(words, "(...)")
    if contacts.tells(words, market.country):  # in words, or with signs between
        raise InvalidError("words_hide_number")
    return words


def _counted(db: Database, employer: Row | None, vacancy: Row, profile_id: str, sent_by: str, now: int) -> None:
    """Raise InvalidError "enough_today" where this side has written enough for a day."""
    since = {"since": now - hiring.DAY_SECONDS, "sent_by": sent_by}
    count = "SELECT count(*) AS sent FROM relay JOIN vacancy ON vacancy.id = vacancy_id WHERE at > :since"
    count += " AND sent_by = :sent_by"
    of_pair = db.one(
        f"{count} AND employer_id = :employer AND profile_id = :id",
        employer=vacancy["employer_id"],
        id=profile_id,
        **since,
    )
    if of_pair and of_pair["sent"] >= PER_PAIR:
        raise InvalidError("enough_today", limit="texts", most=PER_PAIR)
    if employer:
        sent = db.one(f"{count} AND employer_id = :employer", employer=employer["id"], **since)
        hiring.check_limit(employer, "texts", 1 + (int(sent["sent"]) if sent else 0))
        return
    sent = db.one(f"{count} AND profile_id = :id", id=profile_id, **since)
    if sent and sent["sent"] >= PER_PERSON:
        raise InvalidError("enough_today", limit="texts", most=PER_PERSON)


def _keep(db: Database, vacancy: Row, profile_id: str, sent_by: str, now: int) -> str:
    """Note that words were passed on. Returns the key of the message that carries them."""
    rows = db.all(
        "INSERT INTO relay (vacancy_id, profile_id, sent_by, at) VALUES (:vacancy_id, :profile_id, :sent_by, :now)"
        " RETURNING id",
        vacancy_id=vacancy["id"],
        profile_id=profile_id,
        sent_by=sent_by,
        now=now,
    )
    return f"w:{rows[0]['id']}"
