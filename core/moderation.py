"""Moderation: which vacancies people see. Vacancies come in, are decided upon, are changed and are reported here."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from core import audit, employers, events, spelling, trust, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market

REASONS = (  # why staff hold or refuse a vacancy, or block an employer
    "asks_money",
    "not_real",
    "pay_unclear",
    "contact_unclear",
    "not_a_job",
    "double",
    "unsafe",
    "other",
)
BY_SERVICE = ("reports", "flags", "changed")  # why the service itself holds one
FRAUD = ("asks_money", "not_real", "unsafe", "reports")  # reasons of which people who applied are warned
LEVELS = employers.LEVELS
OFFICERS = "tablet"  # the source of what officers take down for employers

REPORTERS = 3  # different people whose reports hold an open vacancy
KNOWN_AFTER_SECONDS = 24 * 3600  # from which age on somebody's profile counts as that of a person

_ABOUT = "kind = 'vacancy' AND subject = :id"
_WAITS_AGAIN = frozenset(("title", "occupation", "place", "pay", "pay_period", "contact", "contact_detail"))


@dataclass(frozen=True, slots=True)
class Reported:
    """Who has reported a vacancy since staff last let it be seen.

    `people` are those that count towards REPORTERS; `phones` are all phones.
    """

    people: int
    phones: int


def submit(db: Database, market: Market, employer: Row, now: int, *, actor: str, source: str, **terms: Any) -> Row:
    """A new vacancy of an employer: open, pending or held, as its "status" says.

    It opens at once where the employer is verified by documents, speaks for themselves (not `source` "tablet", where
    an officer says so) and nothing in it is doubtful; it is held with the reason "flags" where the doubts are grave;
    else it waits for staff. `terms` are those of `vacancies.add`.
    Raises InvalidError "employer_blocked", "limit_reached" (`limit`: "open_vacancies" or "posts"; `most`), or what
    `vacancies.add` refuses.
    """
    with db.transaction():
        employer = _locked(db, employer["id"])
        _check_limits(db, employer, terms.get("posts", 1))
        vacancy = vacancies.add(db, market, now, employer_id=employer["id"], source=source, **terms)
        audit.note(db, now, actor, "vacancy.added", "vacancy", vacancy["id"], source=source)
        found = trust.flags(db, market, employer, terms, now, vacancy["id"])
        trust.keep(db, vacancy["id"], found, now)
        _hold_alike(db, market, vacancy["id"], found, now)
        if trust.is_grave(found):
            _hold_by_service(db, market, vacancy["id"], "flags", now)
        elif not found and employer["level"] in trust.VERIFIED and source != OFFICERS:
            vacancies.open(db, market, vacancy["id"], now)
            audit.note(db, now, audit.SERVICE, "vacancy.opened", "vacancy", vacancy["id"])
        return vacancies.by_id(db, vacancy["id"])


def check_room(db: Database, employer: Row | None, posts: int = 1, level: str = "unknown") -> None:
    """Raise the InvalidError with which `submit` would refuse one vacancy more, of so many posts.

    `level` is what an employer who is not known yet will have.
    """
    if employer is None:
        _check_posts({"level": level}, posts)
    else:
        _check_limits(db, employer, posts)


def approve(db: Database, market: Market, vacancy_id: str, actor: str, now: int) -> Row:
    """Let people see a vacancy that waits or is held. Reports of before count no more.

    Raises NotFoundError; InvalidError "employer_blocked", "vacancy_not_to_open".
    """
    with db.transaction():
        before = vacancies.by_id(db, vacancy_id)
        if _locked(db, before["employer_id"])["blocked_at"]:
            raise InvalidError("employer_blocked")
        vacancies.open(db, market, vacancy_id, now)
        audit.note(db, now, actor, "vacancy.approved", "vacancy", vacancy_id, before["reason"], was=before["status"])
        if before["status"] == "held" and before["opened_at"] is not None:
            released = releases(db, vacancy_id)
            audit.note(db, now, audit.SERVICE, "vacancy.released", "vacancy", vacancy_id)
            events.append(db, "vacancy.released", vacancy_id, now, before=released)
        return vacancies.by_id(db, vacancy_id)


def hold(db: Database, market: Market, vacancy_id: str, actor: str, reason: str, now: int) -> Row:
    """Take a vacancy from sight until staff have looked into it. `reason` is one of REASONS.

    Raises NotFoundError; InvalidError "unknown_reason", "vacancy_ended" (also where it is held already).
    """
    return _end(db, market, vacancy_id, "held", actor, reason, now)


def refuse(db: Database, market: Market, vacancy_id: str, actor: str, reason: str, now: int) -> Row:
    """End a vacancy for good. `reason` is one of REASONS. Raises as `hold` does."""
    return _end(db, market, vacancy_id, "refused", actor, reason, now)


def edit(db: Database, market: Market, vacancy_id: str, actor: str, now: int, **fields: Any) -> Row:
    """Change fields of a vacancy, named in `vacancies.CHANGED`, and look at its flags again.

    An open one is held where an employer's change makes it doubtful ("flags"), or changes what it says while nobody
    has seen documents of the employer ("changed"): else a scam would come in as an honest vacancy. Staff know what
    they change: theirs stays as it is. Raises NotFoundError; InvalidError of `vacancies.change` and `submit`.
    """
    with db.transaction():
        before = vacancies.by_id(db, vacancy_id)
        employer = _locked(db, before["employer_id"])
        by_staff = actor.startswith(audit.staff(""))
        if not by_staff and employer["blocked_at"]:
            raise InvalidError("employer_blocked")
        _check_posts(employer, fields.get("posts", 1))
        changed = vacancies.change(db, market, vacancy_id, now, **fields)
        names = sorted(name for name in vacancies.CHANGED if changed[name] != before[name])
        audit.note(db, now, actor, "vacancy.changed", "vacancy", vacancy_id, fields=names)
        known = {row["code"] for row in trust.flags_of(db, vacancy_id)}
        found = trust.flags(db, market, employer, changed, now, vacancy_id)
        trust.keep(db, vacancy_id, found, now)
        if not by_staff and changed["status"] in ("open", "pending"):
            new = [flag for flag in found if flag.code not in known]
            if new and (trust.is_grave(found) or changed["status"] == "open"):
                _hold_by_service(db, market, vacancy_id, "flags", now)
            elif changed["status"] == "open" and employer["level"] not in trust.VERIFIED and _WAITS_AGAIN & {*names}:
                _hold_by_service(db, market, vacancy_id, "changed", now)
        return vacancies.by_id(db, vacancy_id)


def rename(db: Database, market: Market, employer_id: str, name: str, actor: str, now: int) -> Row:
    """An employer is called otherwise, and so are their vacancies, whose flags are looked at again.

    Where nobody has seen documents of them, open ones are held ("flags" or "changed"), as `edit` does: else a known
    name would come in under an honest vacancy. Staff know what they change. Returns the employer.
    Raises NotFoundError; InvalidError "employer_blocked".
    """
    with db.transaction():
        before = _locked(db, employer_id)
        if name == before["name"]:
            return before
        by_staff = actor.startswith(audit.staff(""))
        if not by_staff and before["blocked_at"]:
            raise InvalidError("employer_blocked")
        waits = (
            not by_staff
            and before["level"] not in trust.VERIFIED
            and spelling.key(name) != spelling.key(before["name"])
        )
        renamed = {**before, "name": name}
        for row in db.all(
            "SELECT id FROM vacancy WHERE employer_id = :id AND status IN ('pending', 'open', 'held') ORDER BY id",
            id=employer_id,
        ):
            vacancy = vacancies.by_id(db, row["id"])
            known = {flag["code"] for flag in trust.flags_of(db, row["id"])}
            found = trust.flags(db, market, renamed, vacancy, now, row["id"])
            trust.keep(db, row["id"], found, now)
            new = any(flag.code not in known for flag in found)
            if waits and vacancy["status"] == "open":
                _hold_by_service(db, market, row["id"], "flags" if new else "changed", now)
            elif waits and vacancy["status"] == "pending" and new and trust.is_grave(found):
                _hold_by_service(db, market, row["id"], "flags", now)
        employer = employers.change(db, market, employer_id, now, name=name)
        audit.note(db, now, actor, "employer.changed", "employer", employer_id, fields=["name"])
    return employer


def report(db: Database, market: Market, vacancy_id: str, phone: str, reason: str, now: int) -> bool:
    """Somebody says by phone that a vacancy is bad. Returns whether this phone had not said so before.

    REPORTERS different people hold an open vacancy at once. Phones that reach one person are one of them; all phones
    that reach nobody, or only people who registered within the last day, are one together: whoever buys ten SIM cards
    takes no competitor from sight. Staff hear of such reports all the same. Raises NotFoundError; InvalidError
    "too_many_reports" where the phone has reported `most` others within a day.
    """
    with db.transaction():
        vacancies.by_id(db, vacancy_id)
        # Before counting: of two reports at once, the later one counts both.
        db.run("UPDATE vacancy SET status = status WHERE id = :id", id=vacancy_id)
        new = vacancies.report(db, vacancy_id, phone, reason, now)
        if new:
            audit.note(db, now, audit.PHONE, "vacancy.reported", "vacancy", vacancy_id, reason)
            vacancy = vacancies.by_id(db, vacancy_id)
            if vacancy["status"] == "open" and reported(db, vacancy_id, now).people >= REPORTERS:
                _hold_by_service(db, market, vacancy_id, "reports", now)
    return new


def reported(db: Database, vacancy_id: str, now: int) -> Reported:
    """Who has reported a vacancy since staff last let it be seen. A phone that reported before then does not count:
    what it says is known."""
    seen = db.one(f"SELECT max(at) AS at FROM audit WHERE {_ABOUT} AND action = 'vacancy.approved'", id=vacancy_id)
    since = seen["at"] if seen and seen["at"] is not None else -1
    rows = db.all(
        "SELECT vacancy_report.phone, profile_id FROM vacancy_report LEFT JOIN phone_link"
        " ON phone_link.phone = vacancy_report.phone AND until IS NULL AND EXISTS (SELECT 1 FROM profile"
        " WHERE profile.id = profile_id AND status = 'active' AND created_at <= :known)"
        " WHERE vacancy_id = :id AND at > :since",
        id=vacancy_id,
        since=since,
        known=now - KNOWN_AFTER_SECONDS,
    )
    phones = {row["phone"] for row in rows}
    links = [(row["phone"], row["profile_id"]) for row in rows if row["profile_id"]]
    strangers = phones - {phone for phone, _ in links}
    return Reported(_groups(links) + bool(strangers), len(phones))


def releases(db: Database, vacancy_id: str) -> int:
    """How often staff let a vacancy be seen again after it was open and held."""
    row = db.one(
        f"SELECT count(*) AS releases FROM audit WHERE {_ABOUT} AND action = 'vacancy.released'", id=vacancy_id
    )
    return int(row["releases"]) if row else 0


def set_level(db: Database, employer_id: str, level: str, actor: str, now: int, reason: str | None = None) -> Row:
    """Say how far an employer is verified. What waits still waits for staff.

    Raises NotFoundError; InvalidError "unknown_level".
    """
    with db.transaction():
        before = _locked(db, employer_id)
        employer = employers.set_level(db, employer_id, level, now)
        audit.note(db, now, actor, "employer.level", "employer", employer_id, reason, was=before["level"], level=level)
    return employer


def block(db: Database, market: Market, employer_id: str, actor: str, reason: str, now: int) -> Row:
    """Let an employer post nothing more, and hold what waits or is open. `reason` is one of REASONS."""
    _check_reason(reason)
    with db.transaction():
        _locked(db, employer_id)
        employer = employers.set_blocked(db, employer_id, True, now)
        audit.note(db, now, actor, "employer.blocked", "employer", employer_id, reason)
        for row in db.all(
            "SELECT id FROM vacancy WHERE employer_id = :id AND status IN ('pending', 'open') ORDER BY id",
            id=employer_id,
        ):
            hold(db, market, row["id"], actor, reason, now)
    return employer


def unblock(db: Database, market: Market, employer_id: str, actor: str, reason: str | None = None, now: int = 0) -> Row:
    """Let a blocked employer post again. What was held stays held until staff have looked at it."""
    with db.transaction():
        _locked(db, employer_id)
        employer = employers.set_blocked(db, employer_id, False, now)
        audit.note(db, now, actor, "employer.unblocked", "employer", employer_id, reason)
    return employer


def _locked(db: Database, employer_id: str) -> Row:
    """The employer as it is now; whoever else would post for it waits until the transaction ends."""
    db.run("UPDATE employer SET level = level WHERE id = :id", id=employer_id)
    employer = employers.by_id(db, employer_id)
    if employer is None:
        raise NotFoundError("employer")
    return employer


def _check_limits(db: Database, employer: Row, posts: int) -> None:
    if employer["blocked_at"]:
        raise InvalidError("employer_blocked")
    _check_posts(employer, posts)
    most = trust.LIMITS[employer["level"]].open_vacancies
    standing = db.one(
        "SELECT count(*) AS standing FROM vacancy WHERE employer_id = :id AND status IN ('pending', 'held', 'open')",
        id=employer["id"],
    )
    if standing and standing["standing"] >= most:
        raise InvalidError("limit_reached", limit="open_vacancies", most=most)


def _check_posts(employer: Row, posts: int) -> None:
    most = trust.LIMITS[employer["level"]].posts
    if posts > most:
        raise InvalidError("limit_reached", limit="posts", most=most)


def _check_reason(reason: str) -> None:
    if reason not in REASONS:
        raise InvalidError("unknown_reason", reason=reason)


def _end(db: Database, market: Market, vacancy_id: str, status: str, actor: str, reason: str, now: int) -> Row:
    _check_reason(reason)
    with db.transaction():
        before = vacancies.by_id(db, vacancy_id)
        if not vacancies.end(db, market, vacancy_id, status, now, reason):
            raise InvalidError("vacancy_ended")
        audit.note(db, now, actor, f"vacancy.{status}", "vacancy", vacancy_id, reason, was=before["status"])
        return vacancies.by_id(db, vacancy_id)


def _hold_alike(db: Database, market: Market, vacancy_id: str, found: Collection[trust.Flag], now: int) -> None:
    """Hold the vacancies that wait and are like a new one of another employer. Open ones stay: else a copy of an
    honest vacancy would take it from sight."""
    for flag in found:
        for like in flag.data.get("like", ()):
            if vacancies.by_id(db, like)["status"] != "pending":
                continue
            if trust.add(db, like, trust.Flag(flag.code, flag.weight, {"like": [vacancy_id]}), now):
                _hold_by_service(db, market, like, "flags", now)


def _hold_by_service(db: Database, market: Market, vacancy_id: str, reason: str, now: int) -> None:
    vacancies.end(db, market, vacancy_id, "held", now, reason)
    audit.note(db, now, audit.SERVICE, "vacancy.held", "vacancy", vacancy_id, reason)


def _groups(links: Collection[tuple[str, str]]) -> int:
    """How many groups these phones and people make, where each phone is in one group with all whom it reaches."""
    groups: list[set[str]] = []
    for phone, profile in links:
        joined = {phone, profile}
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return len(groups)
