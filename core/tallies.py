"""Tallies: what happened, counted by month and week, area and sector. Pages read these, never what was counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import orjson

from core import areas as around
from core import disclosure
from core.database import Database
from core.market import Market

NAMES = (
    "posted", "opened", "filled", "expired", "closed", "refused",
    "applications", "hires", "registered", "alerts", "cost",
)  # fmt: skip
OF_PEOPLE = ("applications", "hires", "registered", "alerts")  # of which small numbers are not told
DAYS = "days:"  # begins the name of how many vacancies took so many days to fill
ALL = "*"  # areas, or sectors
PERIODS = 12  # months or weeks of a report

Key = tuple[str, str, str]  # area, sector, name
_Found = dict[str, dict[str, Counter[str]]]  # by part, key and name


@dataclass(slots=True)
class Line:
    """One line of a report: figures by name, None where they are not told, and the days in which half of the vacancies
    were filled, None where there were too few."""

    key: str
    figures: dict[str, int | None] = field(default_factory=dict)
    median_days: int | None = None


@dataclass(slots=True)
class Report:
    """The figures of PERIODS months or weeks: a line for each period, area and sector, and one for all."""

    periods: list[Line]
    areas: list[Line]
    sectors: list[Line]
    whole: Line


def version(db: Database) -> tuple[int, int]:
    """Of all that is counted: as long as it is the same, so are the reports of a day."""
    row = db.one(
        "SELECT value, (SELECT cursor FROM reader WHERE name = 'tallies') AS cursor FROM sequence"
        " WHERE name = 'tallied_messages'"
    )
    return (int(row["value"]), int(row["cursor"] or 0)) if row else (0, 0)


def month(market: Market, at: int) -> str:
    """The month of a time, as "2026-11"."""
    return f"{datetime.fromtimestamp(at, market.time_zone):%Y-%m}"


def week(market: Market, at: int) -> str:
    """The week of a time, as "2026-W48"; it begins on Monday."""
    year, number, _day = datetime.fromtimestamp(at, market.time_zone).isocalendar()
    return f"{year}-W{number:02}"


def add(db: Database, market: Market, counted: Mapping[tuple[int, Key], int]) -> None:
    """Within the caller's transaction: add what was counted, by a time of its day (UTC seconds) and key."""
    sums: Counter[tuple[str, Key]] = Counter()
    for (at, key), value in counted.items():
        area, sector, name = key
        for period in (month(market, at), week(market, at)):
            for each in ((area, sector), (area, ALL), (ALL, sector), (ALL, ALL)):
                sums[period, (*each, name)] += value
    days: dict[tuple[str, str, str], Counter[str]] = {}
    rows = []
    for (period, (area, sector, name)), value in sorted(sums.items()):
        if name.startswith(DAYS):
            days.setdefault((period, sector, area), Counter())[name.removeprefix(DAYS)] += value
        else:
            rows.append({"period": period, "area": area, "sector": sector, "name": name, "value": value})
    if rows:
        db.many(
            "INSERT INTO tally (period, area, sector, name, value) VALUES (:period, :area, :sector, :name, :value)"
            " ON CONFLICT (period, sector, area, name) DO UPDATE SET value = tally.value + excluded.value",
            rows,
        )
    for (period, sector, area), more in days.items():
        _add_days(db, more, period=period, sector=sector, area=area)


def _add_days(db: Database, more: Counter[str], **key: str) -> None:
    which = "period = :period AND sector = :sector AND area = :area"
    known = db.one(f"SELECT days FROM tally_days WHERE {which}", **key)
    days = Counter(orjson.loads(known["days"]) if known else {}) + more
    db.run(
        "INSERT INTO tally_days (period, sector, area, days) VALUES (:period, :sector, :area, :days)"
        " ON CONFLICT (period, sector, area) DO UPDATE SET days = excluded.days",
        days=orjson.dumps(days).decode(),
        **key,
    )


def periods(market: Market, now: int, by: str) -> list[str]:
    """The last PERIODS months or weeks ("month", "week"), the oldest first and this one last."""
    today = datetime.fromtimestamp(now, market.time_zone).date()
    if by == "week":
        weeks = (today - timedelta(weeks=back) for back in range(PERIODS))
        return [f"{each.isocalendar().year}-W{each.isocalendar().week:02}" for each in weeks][::-1]
    found: list[date] = [today.replace(day=1)]
    while len(found) < PERIODS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return [f"{each:%Y-%m}" for each in found][::-1]


def report(db: Database, market: Market, now: int, by: str, areas: Sequence[str] | None) -> Report:
    """The figures of some areas (None: all), in two statements. Small numbers of people are not told."""
    chosen = periods(market, now, by)
    work = [sector.code for sector in market.occupations.sectors]
    within, values = around.condition("area", (ALL,) if areas is None else areas)
    single, more = around.condition("sector", [*work, ""], "work")
    everywhere = f"sector = '{ALL}' AND " + (f"area <> '{ALL}'" if areas is None else within)
    names = {f"period_{number}": period for number, period in enumerate(chosen)}
    parts = {"period": f"sector = '{ALL}' AND {within}", "area": everywhere, "sector": f"{single} AND {within}"}
    rows = db.all(
        " UNION ALL ".join(
            f"SELECT '{part}' AS part, {part} AS which, name, CAST(sum(value) AS BIGINT) AS value FROM tally"
            f" WHERE period IN ({', '.join(':' + name for name in names)}) AND {where} GROUP BY {part}, name"
            for part, where in parts.items()
        ),
        **names,
        **values,
        **more,
    )
    # Each row of days stands for a period and an area, or for a sector.
    taken = db.all(
        " UNION ALL ".join(
            f"SELECT '{part}' AS part, period, area, sector, days FROM tally_days"
            f" WHERE period IN ({', '.join(':' + name for name in names)}) AND {parts[part]}"
            for part in parts
        ),
        **names,
        **values,
        **more,
    )
    found: _Found = {
        "period": {period: Counter() for period in chosen},
        "area": {},
        "sector": {sector: Counter() for sector in work},
    }
    for row in rows:
        found[row["part"]].setdefault(row["which"], Counter())[row["name"]] = row["value"]
    days: dict[str, dict[str, Counter[int]]] = {part: {} for part in parts}
    for row in taken:
        counter = days[row["part"]].setdefault(row[row["part"]], Counter())
        for number, value in orjson.loads(row["days"]).items():
            counter[int(number)] += value
    return _told(found, days)


def _told(found: _Found, days: dict[str, dict[str, Counter[int]]]) -> Report:
    whole = sum(found["period"].values(), Counter[str]())
    lines = {
        part: {key: Line(key, median_days=median(days[part].get(key, {}))) for key in keys}
        for part, keys in found.items()
    }
    total = Line("", median_days=median(sum(days["period"].values(), Counter[int]())))
    for name in NAMES:
        cells = {part: {key: counts[name] for key, counts in keys.items()} for part, keys in found.items()}
        told: dict[str, disclosure.Told] = {part: dict(values) for part, values in cells.items()}
        total.figures[name] = whole[name]
        if name in OF_PEOPLE:
            told, total.figures[name] = disclosure.hide(cells, whole[name])
        for part, values in told.items():
            for key, value in values.items():
                lines[part][key].figures[name] = value
    for line in (total, *(line for keys in lines.values() for line in keys.values())):
        if line.figures["alerts"] is None:
            line.figures["cost"] = None  # by the price of one it would tell how many there were
    by_key = {part: sorted(keys.values(), key=lambda line: line.key) for part, keys in lines.items()}
    return Report(by_key["period"], by_key["area"], list(lines["sector"].values()), total)


def median(days: Mapping[int, int]) -> int | None:
    """The days in which half of the vacancies were filled, by how many took how many; None of fewer than LEAST."""
    number = sum(days.values())
    if number < disclosure.LEAST:
        return None
    seen = 0
    for each in sorted(days):
        seen += days[each]
        if 2 * seen >= number:
            return each
    return None
