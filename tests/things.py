"""Things: one of everything that a page for staff may be about, in a place of the Kenya pack."""

import itertools
from collections.abc import Callable
from typing import Any

from core import applications, calls, employers, merging, officers, postings, profiles, staff, vacancies
from core.meaning import Posting
from messages import notices, outreach
from sync import devices, quarantine
from tests.conversation import DAY, Service

HERE, THERE = "003.011", "047.274"  # a home in one county, and one in another
COUNTIES = {HERE: "003", THERE: "047"}
NAME = "Zawadi Omwamba"  # of everybody who looks for work

_numbers = itertools.count(1)


def _phone() -> str:
    return f"+2547{next(_numbers):08}"


def _employer(service: Service, place: str) -> str:
    made = employers.add(
        service.db, service.market, service.now, name=f"Works {next(_numbers)}", place=place, sector="building"
    )
    return str(made["id"])


def _vacancy(service: Service, place: str) -> str:
    made = vacancies.add(
        service.db,
        service.market,
        service.now,
        employer_id=_employer(service, place),
        title="Mason",
        occupation="7112",
        place=place,
        deadline=service.now + 20 * DAY,
    )
    return str(made["id"])


def _person(service: Service, place: str) -> str:
    db, market, now = service.db, service.market, service.now
    begun = profiles.begin(db, market, _phone(), "en", now)
    told: dict[str, Any] = {
        "birth_year": 1990,
        "sector": "building",
        "occupation": "7112",
        "experience": "none",
        "least_pay": 1,
    }
    return str(profiles.change(db, market, begun, now, name=NAME, place=place, **told)["id"])


def _application(service: Service, place: str) -> str:
    vacancy = _vacancy(service, place)
    vacancies.open(service.db, service.market, vacancy, service.now)
    person = profiles.by_id(service.db, _person(service, place))
    assert person
    applications.apply(service.db, service.market, person, vacancy, service.now)
    made = applications.for_vacancy(service.db, person["id"], vacancy)
    assert made
    return str(made["id"])


def _staff(service: Service, place: str) -> str:
    name = f"account {next(_numbers)}"
    return str(staff.add(service.db, service.market, name, "officer", [COUNTIES[place]], service.now)[0]["id"])


def _officer(service: Service, place: str) -> str:
    name = f"officer {next(_numbers)}"
    return str(officers.add(service.db, service.market, name, [COUNTIES[place]], service.now)["id"])


def _enrolled(service: Service, place: str) -> devices.Enrolled:
    code = devices.invite(service.db, _officer(service, place), service.now)
    return devices.enrol(service.db, code, service.now, f"10.0.0.{next(_numbers)}", "test")


def _device(service: Service, place: str) -> str:
    return _enrolled(service, place).device_id


def _conflict(service: Service, place: str) -> str:
    tablet = devices.of_token(service.db, _enrolled(service, place).token, service.now)
    assert tablet
    person = _person(service, place)
    quarantine.keep(
        service.db,
        tablet,
        service.now,
        collection="profiles",
        document=person,
        base=1,
        reason="both_changed",
        value="Zawadi",
        field="name",
        shown=NAME,
        profile_id=person,
    )
    row = service.db.one("SELECT id FROM quarantine WHERE profile_id = :person", person=person)
    assert row
    return str(row["id"])


def _pair(service: Service, place: str) -> str:
    return ".".join(sorted(_person(service, place) for _each in range(2)))


def _merge(service: Service, place: str) -> str:
    kept, gone = (_person(service, place) for _each in range(2))
    return merging.merge(service.db, service.market, kept, gone, "test", service.now)


def _call(service: Service, place: str) -> str:
    person, phone = _person(service, place), _phone()
    calls.ask(service.db, phone, person, "en", service.now)
    row = service.db.one("SELECT id FROM call_request WHERE phone = :phone", phone=phone)
    assert row
    return str(row["id"])


def _notice(service: Service, place: str) -> str:
    subject = f"subject {next(_numbers)}"
    notices.tell(service.db, service.now, "vacancy_reported", subject, "vacancy_held_reports", reference="10017")
    row = service.db.one("SELECT id FROM staff_notice WHERE subject = :subject", subject=subject)
    assert row
    return str(row["id"])


def _outreach(service: Service, place: str) -> str:
    author = _staff(service, place)
    words = {"en": "A training on tiling begins on Monday. It is free."}
    return str(outreach.make(service.db, service.market, service.now, author, place=place, work="", words=words))


def _posting(service: Service, place: str) -> str:
    """One too many of an employer that nobody has verified: it waits for staff, and it is known where it is."""
    name = f"Works {next(_numbers)}"
    for work in ("7112", "5120", "5414"):
        told = Posting(f"key {next(_numbers)}", f"Job {work}", name, "", place_code=place, occupation_code=work)
        postings.take(service.db, service.market, service.now, told, actor="service", source="board")
    row = service.db.one("SELECT max(id) AS id FROM posting WHERE state = 'doubt'")
    assert row and row["id"]
    return str(row["id"])


MAKERS: dict[str, Callable[[Service, str], str]] = {  # by what pages say they are about: each gives the id of a new one
    "application": _application,
    "call": _call,
    "conflict": _conflict,
    "device": _device,
    "employer": _employer,
    "merge": _merge,
    "notice": _notice,
    "officer": _officer,
    "outreach": _outreach,
    "pair": _pair,
    "person": _person,
    "posting": _posting,
    "staff": _staff,
    "vacancy": _vacancy,
}
