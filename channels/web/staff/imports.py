"""Imports: files and feeds of other systems, and their vacancies that somebody must look at first."""

import time

from flask import Response, request

from channels.feeds import importing, sources, wording
from channels.feeds.item import Fault
from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from channels.web.staff.today import KINDS, Kind
from channels.web.staff.vacancy_form import named_place, occupation, place
from core import meaning, postings
from core.errors import InvalidError
from translations import gettext as _
from translations import language, marked

MOST_BYTES = 1_000_000
MOST_SECONDS = 20.0  # that a file may take: the browser does not wait for longer
MOST_TOLD = 100  # of faults and notes
DROP_REASONS = ("not_a_job", "double", "not_real", "asks_money", "unsafe", "other")
_FAILURES = {
    "address_malformed": marked("its address is not one of the web"),
    "port": marked("its address has an unusual port"),
    "address_inside": marked("its address is one of our own network"),
    "name_unknown": marked("the host of its address is not known"),
    "no_answer": marked("there is no answer"),
    "certificate": marked("the certificate of the host is not to be trusted"),
    "too_slow": marked("it takes too long"),
    "too_big": marked("it is too large"),
    "too_many_redirects": marked("it leads from one address to the next without an end"),
    "redirect_malformed": marked("it leads on to an address that is not followed"),
    "encoding": marked("it is packed in a way that is not understood"),
    "status": marked("the server refuses"),
    "no_postings": marked("there are no vacancies in it"),
}

KINDS.append(
    Kind(
        "doubts",
        "imports",
        {},
        "imports",
        "SELECT created_at AS since FROM posting WHERE state = 'doubt' AND {} ORDER BY id",
        within=lambda desk: postings.condition(desk.areas),
    )
)


@office.page("/imports", "imports")
def imports(desk: Desk) -> Response:
    """What waits for a look, the feeds, and the form for a file."""
    return _listed(desk)


@office.page("/imports/file", "imports", ("POST",), most_bytes=MOST_BYTES + 20_000)
def import_file(desk: Desk) -> Response:
    """Take a file, and say of each line what could not be taken.

    It may hold vacancies of any place, so it is for staff of the whole market.
    """
    sent = request.files.get("file")
    if desk.areas is not None:
        return _listed(desk, InvalidError("whole_market"))
    if sent is None or not sent.filename:
        return _listed(desk, InvalidError("file_missing"))
    source = desk.form.get("source", "")
    if not source:
        return _listed(desk, InvalidError("source_missing"))
    if sources.by_name(desk.db, source):
        return _listed(desk, InvalidError("source_is_feed"))  # what a feed is trusted with, no file is
    ends = time.monotonic() + MOST_SECONDS
    report = importing.take(
        desk.db,
        desk.market,
        desk.now,
        desk.actor,
        sent.filename,
        sent.read(),
        source=source,
        dry_run=bool(desk.form.get("try")),
        stopping=lambda: time.monotonic() > ends,
    )
    is_try = bool(desk.form.get("try"))
    if not is_try:
        counts = {name: number for name, number in report.counts.items() if number}
        desk.note(
            "import.taken", "import", source[: importing.LONGEST_SOURCE], faults=len(report.faults), counts=counts
        )
        desk.services["ring"]("follow")
    return desk.show(
        "import_report.html",
        is_try=is_try,
        summary=wording.summary(report),
        faults=[wording.numbered(report, each) for each in report.faults[:MOST_TOLD]],
        notes=[wording.numbered(report, each) for each in report.notes[:MOST_TOLD]],
        more=max(len(report.faults), len(report.notes)) > MOST_TOLD,
        is_whole=report.is_whole,
        source=source,
    )


@office.page("/imports/doubts/<int:id>", "imports", about="posting")
def doubt(desk: Desk, id: int) -> Response:
    """One that waits: what its source says, and what we make of it."""
    return _doubt(desk, id)


@office.page("/imports/doubts/<int:id>/settle", "imports", ("POST",), about="posting")
def settle_doubt(desk: Desk, id: int) -> Response:
    """Take it as a vacancy, with the work and the place that somebody chose. Then the next that waits."""
    postings.doubt(desk.db, id, desk.areas)
    try:
        if not desk.form.get("occupation"):
            raise InvalidError("occupation_missing")
        if not desk.form.get("place"):
            raise InvalidError("place_missing")
        work, at = occupation(desk, desk.form["occupation"]), place(desk, desk.form["place"])
        postings.settle(desk.db, desk.market, id, desk.actor, desk.now, work, at)
    except InvalidError as error:
        return _doubt(desk, id, error)
    desk.services["ring"]("follow")
    return _next(desk, "settled")


@office.page("/imports/doubts/<int:id>/drop", "imports", ("POST",), about="posting")
def drop_doubt(desk: Desk, id: int) -> Response:
    """Leave it out. Then the next that waits."""
    postings.doubt(desk.db, id, desk.areas)
    reason = desk.form.get("reason", "")
    if reason not in DROP_REASONS:
        return _doubt(desk, id, InvalidError("reason_missing"))
    postings.drop(desk.db, id, desk.actor, desk.now, reason)
    return _next(desk, "dropped")


def _listed(desk: Desk, error: InvalidError | None = None) -> Response:
    rows = postings.page(desk.db, desk.areas, desk.number_asked("after") or 0, PER_PAGE + 1)
    return desk.show(
        "imports.html",
        422 if error else 200,
        doubts=[{**row, "because": _because(row["why"])} for row in rows[:PER_PAGE]],
        more=len(rows) > PER_PAGE,
        feeds=[{**feed, "trouble": _failure(feed["failure"])} for feed in sources.every(desk.db)],
        formats=importing.FORMATS,
        error=error,
    )


def _doubt(desk: Desk, id: int, error: InvalidError | None = None) -> Response:
    row, posting = postings.doubt(desk.db, id, desk.areas)
    meant = meaning.of(desk.market, posting)
    work = desk.form.get("occupation", _named_work(desk, meant.occupation))
    at = desk.form.get("place", named_place(desk, meant.place) if meant.place else posting.place)
    return desk.show(
        "doubt.html",
        422 if error else 200,
        doubt=row,
        posting=posting,
        because=_because(row["why"]),
        occupation=work,
        where=at,
        reasons=DROP_REASONS,
        error=error,
    )


def _next(desk: Desk, said: str) -> Response:
    following = postings.page(desk.db, desk.areas, limit=1)
    return desk.go("doubt", said, id=following[0]["id"]) if following else desk.go("imports", said)


def _named_work(desk: Desk, code: str | None) -> str:
    return f"{desk.market.occupations.label(code, language())} ({code})" if code else ""


def _because(why: tuple[str, ...]) -> str:
    return " ".join(wording.sentence(Fault(None, code)) for code in why)


def _failure(why: str | None) -> str:
    code, _space, detail = (why or "").partition(" ")
    told = _(_FAILURES[code]) if code in _FAILURES else code
    return f"{told} ({detail})" if detail else told
