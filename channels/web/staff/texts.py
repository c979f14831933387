"""Texts: what people typed that nobody understood, for staff to say what it means, and a file for the lexicon."""

import csv
from io import StringIO

from flask import Response

from channels.web.html import page
from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from channels.web.staff.vacancy_form import occupation
from core import learning, lexicon
from core.database import Row
from core.errors import InvalidError

MOST_SKIPPED = 1000  # of what was typed less often, nobody learns much
_MOST_GUESSES = 6
_NO_WORK = "none"


@office.page("/texts", "texts", whole=True)
def texts(desk: Desk) -> Response:
    """The most frequent text to decide on, and those that follow."""
    return _listed(desk)


@office.page("/texts/look", "texts", ("POST",), whole=True)
def look_at_text(desk: Desk) -> Response:
    """Another text first. By a form: what people typed is in no address."""
    return _listed(desk, _text(desk))


@office.page("/texts/decide", "texts", ("POST",), whole=True)
def decide_text(desk: Desk) -> Response:
    """It means an occupation, one that was guessed or one that is typed, or it is no name of work."""
    first = _text(desk)
    chosen = desk.form.get("choice", "")
    try:
        if chosen == _NO_WORK:
            code = ""
        elif chosen in desk.market.occupations:
            code = chosen
        elif desk.form.get("work"):
            code = occupation(desk, desk.form["work"])
        else:
            raise InvalidError("occupation_missing")
        if code and tuple(first["text"].split()) in {small for _role, small in lexicon.speech(desk.market.folder)}:
            raise InvalidError("small_word")
    except InvalidError as error:
        return _listed(desk, first, error)
    with desk.db.transaction():
        learning.teach(desk.db, first["text"], code, desk.now)
        # The words of people are in no audit trail.
        desk.note("text.taught", "text", code or _NO_WORK, times=first["times"])
    return desk.go("texts", "taught")


@office.page("/texts/lessons", "texts", whole=True)
def lessons(desk: Desk) -> Response:
    """What was said last, to take it back, and the file for the lexicon."""
    return desk.show("lessons.html", lessons=learning.lessons(desk.db, PER_PAGE * 2))


@office.page("/texts/take-back", "texts", ("POST",), whole=True)
def take_back_text(desk: Desk) -> Response:
    with desk.db.transaction():
        code = learning.unteach(desk.db, desk.form.get("text", ""))
        if code is not None:
            desk.note("text.untaught", "text", code or _NO_WORK)
    return desk.go("lessons", "done")


@office.page("/texts/lexicon.csv", "texts", whole=True)
def lexicon_file(desk: Desk) -> Response:
    """All that was taught, as `fursa market import-occupations` reads it. Reading it again changes nothing."""
    written = StringIO()
    writer = csv.DictWriter(written, ("code", "language", "words", "weight"), lineterminator="\n")
    writer.writeheader()
    writer.writerows(learning.lexicon_lines(desk.db, desk.market))
    return page(written.getvalue(), mimetype="text/csv", Content_Disposition='attachment; filename="lexicon-lines.csv"')


def _text(desk: Desk) -> Row:
    """The text of the form. Raises InvalidError where nobody typed it."""
    found = learning.about(desk.db, desk.form.get("text", ""))
    if found is None:
        raise InvalidError("not_typed")
    return found


def _listed(desk: Desk, first: Row | None = None, error: InvalidError | None = None) -> Response:
    skip = min(desk.number_asked("skip") or 0, MOST_SKIPPED)
    rows = learning.unread(desk.db, skip, PER_PAGE + 1)
    first = first or (rows[0] if rows else None)
    shown = [row for row in rows[:PER_PAGE] if first is None or row["text"] != first["text"]]
    return desk.show(
        "texts.html",
        422 if error else 200,
        first=first,
        guesses=[code for code in first["choices"] if code in desk.market.occupations][:_MOST_GUESSES] if first else [],
        texts=shown,
        following=skip + PER_PAGE if len(rows) > PER_PAGE and skip + PER_PAGE <= MOST_SKIPPED else None,
        error=error,
    )
