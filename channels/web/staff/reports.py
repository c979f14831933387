"""Reports: vacancies, applications, hires and alerts by month or week, place and line of work, and as a spreadsheet."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from flask import Response
from markupsafe import Markup

from channels.web.html import page
from channels.web.staff import charts, message_words
from channels.web.staff.desk import Desk
from channels.web.staff.office import office
from core import disclosure, tallies
from core.tallies import Line, Report
from messages import outbox, wording
from translations import gettext as _
from translations import language, marked

BY = ("month", "week")
_FIGURES = {
    "posted": marked("Posted"),
    "opened": marked("Opened"),
    "filled": marked("Filled"),
    "expired": marked("Over, not filled"),
    "closed": marked("Closed by the employer"),
    "refused": marked("Refused"),
    "applications": marked("Applications"),
    "hires": marked("Hired"),
    "registered": marked("New people"),
    "alerts": marked("Alerts and texts to many"),
    "cost": marked("What these cost"),
}
_CHARTED = ("opened", "applications", "hires")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@office.page("/reports", "reports")
def reports(desk: Desk) -> Response:
    by = _by(desk)
    return desk.show("reports.html", by=by, tables=_kept(desk, by, _drawn), least=disclosure.LEAST)


def _kept(desk: Desk, by: str, draw: Callable[[Desk, str], str]) -> Markup:
    """What it drew when these figures were first asked for: hundreds, which change once in a quarter of an hour."""
    week = tallies.periods(desk.market, desk.now, "week")[-1]
    key = (draw.__name__, by, week, desk.areas, language(), tallies.version(desk.db))
    return desk.kept.part(key, lambda: draw(desk, by))


def _drawn(desk: Desk, by: str) -> str:
    report = tallies.report(desk.db, desk.market, desk.now, by, desk.areas)
    return desk.draw(
        "report_tables.html",
        names=[(name, _(label)) for name, label in _FIGURES.items()],
        tables=_tables(desk, by, report),
        whole=report.whole,
        chart=_chart(desk, by, report),
        each=_each(report.whole),
        show=lambda name, line: _shown(desk, name, line),
        cash=lambda amount: message_words.cash(amount, desk.market),
    )


@office.page("/reports.csv", "reports")
def reports_sheet(desk: Desk) -> Response:
    """The same tables for a spreadsheet."""
    by = _by(desk)
    name = f"fursa-{by}-{tallies.periods(desk.market, desk.now, by)[-1]}.csv"
    return page(
        str(_kept(desk, by, _sheet)),
        mimetype="text/csv",
        Content_Disposition=f'attachment; filename="{name}"',
    )


def _sheet(desk: Desk, by: str) -> str:
    report = tallies.report(desk.db, desk.market, desk.now, by, desk.areas)
    written = io.StringIO()
    written.write("\ufeff")  # tells spreadsheets that it is UTF-8
    sheet = csv.writer(written)
    sheet.writerow([_("Table"), "", *(_(label) for label in _FIGURES.values()), _("Days until filled, the middle one")])
    for title, _id, lines in _tables(desk, by, report):
        for label, line in (*lines, (_("In all"), report.whole)):
            cells = [_cell(name, line.figures[name]) for name in _FIGURES]
            days = "" if line.median_days is None else line.median_days
            sheet.writerow([safe(title), safe(label), *cells, days])
    return written.getvalue()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _by(desk: Desk) -> str:
    by = desk.asked("by", "month")
    return by if by in BY else "month"


def _tables(desk: Desk, by: str, report: Report) -> list[tuple[str, str, list[tuple[str, Line]]]]:
    """The tables: what each is called, its id on the page, its lines with their labels."""
    places, work = desk.market.places, desk.market.occupations
    areas = [
        (places[line.key].name if line.key in places else line.key or _("place not known"), line)
        for line in report.areas
    ]
    known = {sector.code for sector in work.sectors}
    sectors = [
        (work.sector_label(line.key, language()) if line.key in known else line.key or _("other work"), line)
        for line in report.sectors
    ]
    return [
        (_("By month") if by == "month" else _("By week"), "periods", _labelled(desk, by, report)),
        (_("By place"), "areas", sorted(areas, key=lambda each: each[0])),
        (_("By line of work"), "sectors", sectors),
    ]


def _labelled(desk: Desk, by: str, report: Report) -> list[tuple[str, Line]]:
    return [(_period(desk, by, line.key, "MMM y"), line) for line in report.periods]


def _period(desk: Desk, by: str, key: str, shape: str) -> str:
    """ "Nov 2026", or the Monday of a week: "16 Nov"."""
    locale = wording.locale(desk.market)
    if by == "week":
        year, number = key.split("-W")
        return format_date(date.fromisocalendar(int(year), int(number), 1), "d MMM", locale=locale)
    return format_date(date.fromisoformat(f"{key}-01"), shape, locale=locale)


def _chart(desk: Desk, by: str, report: Report) -> str:
    groups = [
        charts.Group(_period(desk, by, line.key, "MMM"), tuple(line.figures[name] for name in _CHARTED))
        for line in report.periods
    ]
    told = "; ".join(
        _("{label}: {figures}").format(
            label=_(_FIGURES[name]),
            figures=", ".join("-" if group.values[number] is None else str(group.values[number]) for group in groups),
        )
        for number, name in enumerate(_CHARTED)
    )
    title = _("Vacancies opened, applications and hires, by month")
    if by == "week":
        title = _("Vacancies opened, applications and hires, by week")
    return charts.bars("chart", title, told, [_(_FIGURES[name]) for name in _CHARTED], groups)


def _each(line: Line) -> Decimal | None:
    """What alerts cost for each application; None where that is not known, or not told."""
    cost, applications = line.figures["cost"], line.figures["applications"]
    return Decimal(cost) / outbox.MILLION / applications if cost is not None and applications else None


def _shown(desk: Desk, name: str, line: Line) -> str | None:
    """A figure as a page shows it; None where it is not told."""
    value = line.figures[name]
    if value is None:
        return None
    return message_words.spent(value, desk.market) if name == "cost" else message_words.whole(value, desk.market)


def _cell(name: str, value: int | None) -> str | int:
    if value is None:
        return _("not told")
    return f"{Decimal(value) / outbox.MILLION:.2f}" if name == "cost" else value
