"""The market: one labour market's own facts, loaded from its pack, which is a folder of data files."""

import sys
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from core import lexicon, pack, pack_rules, spelling, work_rules
from core.errors import SetupError
from core.occupations import Occupation, Occupations, Sector
from core.pack import Document, Fault, Row
from core.places import Place, Places
from core.skills import Skill, Skills

SETTINGS = "market.toml"
PLACES = "places.csv"
SECTORS = "sectors.csv"
OCCUPATIONS = "occupations.csv"
NEAR = "near.csv"
SKILLS = "skills.csv"

PLACE_COLUMNS = ("code", "parent", "level", "name", "aliases")
_SECTOR_COLUMNS = ("code",)
_OCCUPATION_COLUMNS = ("code", "title", "sector", "rank")
_NEAR_COLUMNS = ("a", "b", "nearness")
_SKILL_COLUMNS = ("code",)


@dataclass(frozen=True, slots=True)
class Helpline:
    """Who helps with what is not ours to solve. `topic` is violence, child, distress, police or work."""

    topic: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class PayTerms:
    """How pay is told here. Amounts are whole units of the market's currency.

    `least_amounts` are the choices for "the least I would work for", each per `least_period`. What is below
    `least` or above `most` in a month is taken for a slip of the finger.
    """

    periods: tuple[str, ...]
    hours_per_day: int
    days_per_week: int
    days_per_month: int
    least_period: str
    least_amounts: tuple[int, ...]
    least: int
    most: int

    def per_month(self, amount: int, period: str) -> int:
        """What an amount per hour, day, week or month comes to in a full month, rounded to whole units."""
        if period == "month":
            return amount
        if period == "week":
            return round(amount * self.days_per_month / self.days_per_week)
        days = {"day": 1, "hour": self.hours_per_day}[period]
        return amount * days * self.days_per_month


@dataclass(frozen=True, slots=True)
class Unit:
    """A regional office: what is sent to people of its place and all below, it pays and times.

    `monthly_budget` is in whole units of the market's currency, None for no limit; alerts keep off its quiet hours.
    """

    code: str
    name: str
    place: str
    monthly_budget: int | None
    quiet_hours: tuple[time, time]


@dataclass(frozen=True, slots=True)
class Market:
    """One labour market. Codes and names are those of its pack; `office_phone` is "" where there is none, and
    `price_per_part`, what one SMS costs in the currency, None where the pack does not say.

    `folder` is the pack's own: it holds the lexicon too, which is read when the first text is.
    """

    folder: Path
    code: str
    name: str
    country: str
    languages: tuple[str, ...]
    currency: str
    time_zone: zoneinfo.ZoneInfo
    legal_working_age: int
    quiet_hours: tuple[time, time]
    service_code: str
    short_code: str
    office_phone: str
    price_per_part: Decimal | None
    helplines: tuple[Helpline, ...]
    pay: PayTerms
    home_level: str
    places: Places
    occupations: Occupations
    skills: Skills
    units: tuple[Unit, ...]

    @property
    def default_language(self) -> str:
        """The first language of the menu."""
        return self.languages[0]

    def year(self, now: int) -> int:
        """The calendar year in the market at `now`, in UTC seconds."""
        return datetime.fromtimestamp(now, self.time_zone).year

    def area(self, place: str) -> str:
        """The place one level above homes that holds this one: what is kept together when copies are made."""
        path = self.places.path(place)
        return path[min(len(path) - 1, max(self.places.levels.index(self.home_level) - 1, 0))]

    def unit_of(self, place: str) -> Unit:
        """The unit of the place, or of the nearest place around it that has one."""
        by_place = {unit.place: unit for unit in self.units}
        return next(by_place[ring] for ring in self.places.rings(place) if ring in by_place)


@dataclass(frozen=True, slots=True)
class Tables:
    """What the files of a pack hold. None where a file cannot be read at all."""

    settings: Document | None
    frame: pack_rules.Frame
    places: list[Row] | None
    sectors: list[Row] | None
    occupations: list[Row] | None
    near: list[Row] | None
    skills: list[Row] | None


def load(folder: Path) -> Market:
    """The market of a pack. Raises SetupError with the first fault, its mend, and how many more there are."""
    tables, faults = read(folder)
    if faults:
        more = len(faults) - 1
        others = f" ({more} more: `fursa market check {folder}` lists them.)" if more else ""
        raise SetupError(f"The market pack {folder} cannot be used. {faults[0]}{others}")
    return _market(folder, tables)


def awake(market: Market) -> Market:
    """The market without quiet hours, as a demo is tried at any hour."""
    never = (time.min, time.min)
    return replace(market, quiet_hours=never, units=tuple(replace(unit, quiet_hours=never) for unit in market.units))


def check(folder: Path) -> list[Fault]:
    """Everything wrong with a pack, file by file and line by line; among it warnings, which stop nothing."""
    tables, faults = read(folder)
    warnings = pack_rules.doubtful_aliases(tables.places or ())
    codes = {row.cells.get("code", "") for row in tables.occupations or ()} - {""}
    nearness = Occupations((), (), work_rules.pairs(tables.near or ())).nearness
    return in_order([*faults, *warnings, *lexicon.check(folder, codes, nearness, _wide_names(tables))])


def read(folder: Path) -> tuple[Tables, list[Fault]]:
    """The tables of a pack as far as they can be read, and its faults in order, without warnings."""
    faults: list[Fault] = []
    settings = pack.read_document(folder / SETTINGS, faults)
    frame = pack_rules.check_settings(settings, faults) if settings else pack_rules.Frame()
    places = pack.read_table(folder / PLACES, PLACE_COLUMNS, faults)
    if places is not None:
        pack_rules.check_places(places, frame, faults)
        if settings and places:
            pack_rules.check_unit_places(settings, places, faults)
    labels = tuple(f"label_{language}" for language in frame.languages)
    # Without languages nobody can say which label columns are right.
    others = () if labels else None
    sectors = pack.read_table(folder / SECTORS, (*_SECTOR_COLUMNS, *labels), faults, others)
    if sectors is not None:
        pack_rules.check_sectors(sectors, frame, faults)
    occupations = pack.read_table(folder / OCCUPATIONS, (*_OCCUPATION_COLUMNS, *labels), faults, others)
    if occupations is not None:
        pack_rules.check_occupations(occupations, sectors, frame, faults)
    near = pack.read_table(folder / NEAR, _NEAR_COLUMNS, faults)
    if near is not None and occupations:
        work_rules.check_near(near, occupations, faults)
    words = tuple(f"words_{language}" for language in frame.languages)
    skills = pack.read_table(folder / SKILLS, (*_SKILL_COLUMNS, *labels, *words), faults, others)
    if skills is not None:
        work_rules.check_skills(skills, frame.languages, faults)
    return Tables(settings, frame, places, sectors, occupations, near, skills), in_order(faults)


def in_order(faults: list[Fault]) -> list[Fault]:
    """Faults as somebody mends them: file by file, and down each file."""
    files = (SETTINGS, PLACES, SECTORS, OCCUPATIONS, NEAR, SKILLS, lexicon.LEXICON, lexicon.SPEECH)
    return sorted(faults, key=lambda fault: (files.index(fault.file) if fault.file in files else -1, fault.line or 0))


def _wide_names(tables: Tables) -> Iterator[str]:
    """The names of places that people live in or that are wider, as they are compared."""
    levels, home = tables.frame.levels, tables.frame.home_level
    wide = levels[: levels.index(home) + 1] if home in levels else levels
    for row in tables.places or ():
        if row.cells.get("level") in wide:
            yield spelling.key(row.cells.get("name", ""))


def _market(folder: Path, tables: Tables) -> Market:
    assert tables.settings is not None and tables.places is not None  # else there was a fault
    assert tables.sectors is not None and tables.occupations is not None
    assert tables.near is not None and tables.skills is not None
    values: dict[str, Any] = tables.settings.values
    pay, quiet_hours = values["pay"], _hours(values["quiet_hours"])
    languages = tables.frame.languages
    places = Places(tables.frame.levels, (_place(row.cells) for row in tables.places))
    return Market(
        folder=folder,
        code=values["code"],
        name=values["name"],
        country=values["country"],
        languages=languages,
        currency=values["currency"],
        time_zone=zoneinfo.ZoneInfo(values["time_zone"]),
        legal_working_age=values["legal_working_age"],
        quiet_hours=quiet_hours,
        service_code=values["service_code"],
        short_code=values["short_code"],
        office_phone=values["office_phone"],
        price_per_part=Decimal(values["price_per_part"]) if "price_per_part" in values else None,
        helplines=tuple(Helpline(**each) for each in values.get("helplines", ())),
        pay=PayTerms(
            periods=tuple(pay["periods"]),
            hours_per_day=pay["hours_per_day"],
            days_per_week=pay["days_per_week"],
            days_per_month=pay["days_per_month"],
            least_period=pay["least_choices"]["period"],
            least_amounts=tuple(pay["least_choices"]["amounts"]),
            least=pay["least"],
            most=pay["most"],
        ),
        home_level=values["home_level"],
        places=places,
        occupations=Occupations(
            (Sector(row.cells["code"], _labels(row.cells, languages)) for row in tables.sectors),
            (_occupation(row.cells, languages) for row in tables.occupations),
            work_rules.pairs(tables.near),
        ),
        skills=Skills(_skill(row.cells, languages) for row in tables.skills),
        units=_units(values, places.root, quiet_hours),
    )


def _units(values: dict[str, Any], root: Place, quiet_hours: tuple[time, time]) -> tuple[Unit, ...]:
    units = [
        Unit(
            code=each["code"],
            name=each["name"],
            place=each["place"],
            monthly_budget=each.get("monthly_budget"),
            quiet_hours=_hours(each["quiet_hours"]) if "quiet_hours" in each else quiet_hours,
        )
        for each in values.get("units", ())
    ]
    if all(unit.place != root.code for unit in units):
        # Whatever no unit of the pack pays for, the whole does, without a limit.
        units.append(Unit(values["code"], values["name"], root.code, None, quiet_hours))
    return tuple(units)


def _hours(quiet: dict[str, str]) -> tuple[time, time]:
    return time.fromisoformat(quiet["start"]), time.fromisoformat(quiet["end"])


def _place(cells: dict[str, str]) -> Place:
    # Interned, because thousands of places share a handful of levels and parents.
    return Place(
        code=sys.intern(cells["code"]),
        parent=sys.intern(cells["parent"]) if cells["parent"] else None,
        level=sys.intern(cells["level"]),
        name=cells["name"],
        aliases=pack_rules.aliases(cells["aliases"]) if cells["aliases"] else (),
    )


def _occupation(cells: dict[str, str], languages: tuple[str, ...]) -> Occupation:
    sector = cells["sector"] or None
    return Occupation(
        code=cells["code"],
        title=cells["title"],
        sector=sector,
        rank=int(cells["rank"]) if sector else None,
        labels=_labels(cells, languages) if sector else {},
    )


def _skill(cells: dict[str, str], languages: tuple[str, ...]) -> Skill:
    words = (word for language in languages for word in pack_rules.aliases(cells[f"words_{language}"]))
    return Skill(cells["code"], _labels(cells, languages), tuple(words))


def _labels(cells: dict[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    return {language: cells[f"label_{language}"] for language in languages}
