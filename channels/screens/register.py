"""Registration: one question a screen, each answer kept at once. The same screens change a profile later."""

import re
from typing import Any

from channels.conversation import Choice, Page, Question, Session, normal
from channels.screens import typed
from channels.screens.menu import menu
from channels.view import View
from core import profiles
from core.errors import InvalidError
from core.places import Place
from messages import erasure, wording
from translations import gettext as _

OLDEST = 100  # years
MOST_SAID_SHORT = 60  # above that age two digits are sooner an age than a year of birth


@menu.router("name", "birth_year", "home_place", "sector", "experience", "least_pay", "registered", "my_profile")
def registration(session: Session, view: View) -> str:
    """The next question without an answer; after the last, thanks, or back to the profile that was changed."""
    missing = profiles.missing(view.profile)
    if missing:
        return {"place": "home_place", "occupation": "sector"}.get(missing[0], missing[0])
    return "my_profile" if ["my_profile", None] in session.trail else "registered"


def keep(view: View, **fields: Any) -> None:
    """Save fields of the person who acts."""
    view.keep(profiles.change(view.db, view.market, view.profile, view.now, **fields))


@menu.screen("registration")
def name(session: Session, view: View) -> Page:
    return Page(_("What is your name?"), asks=Question("registration", do="keep_name"))


@menu.action()
def keep_name(session: Session, view: View, text: str) -> None:
    if not 2 <= len(text) <= 60 or not any(letter.isalpha() for letter in text) or re.search(r"[\d<>{}=]", text):
        raise InvalidError("name_unreadable")
    keep(view, name=text)


@menu.screen("registration")
def birth_year(session: Session, view: View) -> Page:
    return Page(_("In which year were you born? Like 1995."), asks=Question("registration", do="keep_birth_year"))


@menu.action("birthday", "too_young")
def keep_birth_year(session: Session, view: View, text: str) -> tuple[str, Any] | None:
    this_year = view.market.year(view.now)
    digits = re.sub(r"\D", "", text)
    if len(digits) == 2:  # "95": the latest year of those two digits that has passed, unless "30" says an age
        age = (this_year - int(digits)) % 100
        digits = str(this_year - age) if view.market.legal_working_age <= age <= MOST_SAID_SHORT else ""
    if len(digits) != 4 or not this_year - OLDEST <= int(digits) <= this_year:
        raise InvalidError("year_unreadable")
    age = this_year - int(digits)
    if age == view.market.legal_working_age:
        return "birthday", int(digits)
    if age < view.market.legal_working_age:
        return _refuse(session, view)
    keep(view, birth_year=int(digits))
    return None


@menu.screen("registration")
def birthday(session: Session, view: View) -> Page:
    age = view.market.legal_working_age
    return Page(
        _("Are you {age} years old already?").format(age=age),
        (
            Choice(_("Yes"), "registration", do="keep_checked_year", value=session.value),
            Choice(_("Not yet"), "registration", do="not_yet"),
        ),
    )


@menu.action()
def keep_checked_year(session: Session, view: View, year: int) -> None:
    keep(view, birth_year=year)


@menu.action("too_young")
def not_yet(session: Session, view: View, value: Any) -> tuple[str, Any]:
    return _refuse(session, view)


def _refuse(session: Session, view: View) -> tuple[str, Any]:
    """Somebody under age: what they told us is forgotten. Who is registered already only mistyped."""
    if view.profile["status"] == "active":
        raise InvalidError("under_age", age=view.market.legal_working_age)
    erasure.erase(view.db, view.market, view.profile, view.now)
    session.language = view.language
    session.person, session.left, session.draft = None, None, {}
    session.restart()  # the way here holds the year that they typed
    view.profiles = [each for each in view.profiles if each["status"] == "active"]
    return "too_young", None


@menu.screen()
def too_young(session: Session, view: View) -> Page:
    text = _(
        "Thank you for dialling. Work here is for people of {age} years or more. Until then we keep nothing about you."
    )
    text = text.format(age=view.market.legal_working_age)
    child = next((line for line in view.market.helplines if line.topic == "child"), None)
    if child:
        text += "\n" + _("If you need help: {name}, {phone}, free.").format(name=child.name, phone=child.phone)
    return Page(text, ends=True)


def place_choices(view: View, at: str, onward: str, do: str) -> tuple[Choice, ...]:
    """The places below `at`: those where people are at home run `do`, wider ones lead `onward`."""
    return tuple(
        Choice(
            place.name,
            "registration" if is_home(view, place) else onward,
            do if is_home(view, place) else None,
            place.code,
        )
        for place in view.market.places.children(at)
    )


def is_home(view: View, place: Place) -> bool:
    """Whether a place is exact enough for a home."""
    places = view.market.places
    return places.levels.index(place.level) >= places.levels.index(view.market.home_level) or not places.children(
        place.code
    )


def standing_at(view: View, code: str | None) -> Place:
    """Where a walk down the tree stands: the place itself, or below it where there is only one way to go."""
    places = view.market.places
    at = places.get(code or "") or places.root
    while len(below := places.children(at.code)) == 1 and not is_home(view, below[0]):
        at = below[0]
    return at


@menu.screen("home_place", "registration")
def home_place(session: Session, view: View) -> Page:
    places = view.market.places
    at = standing_at(view, session.value)
    if at is places.root:
        text = _("Where do you live? Choose, or type your town.")
    else:
        text = _("Where in {place}? Choose, or type your town.").format(place=at.name)
    return Page(
        text,
        place_choices(view, at.code, "home_place", "keep_place"),
        asks=Question("registration", do="keep_typed_place"),
    )


@menu.action()
def keep_place(session: Session, view: View, code: str) -> None:
    keep(view, place=code)


@menu.action("home_place")
def keep_typed_place(session: Session, view: View, text: str) -> tuple[str, Any] | None:
    place = typed.find_place(view, text)
    if not is_home(view, place):
        return "home_place", place.code
    keep(view, place=place.code)
    return None


def sector_choices(view: View, onward: str) -> tuple[Choice, ...]:
    """The sectors, each leading `onward`."""
    return tuple(
        Choice(each.labels[view.language], onward, value=each.code) for each in view.market.occupations.sectors
    )


def work_choices(view: View, sector: str, onward: str, do: str | None = None) -> tuple[Choice, ...]:
    """The kinds of work in a sector, each leading `onward` and running `do` on the way."""
    return tuple(
        Choice(each.labels[view.language], onward, do, each.code) for each in view.market.occupations.in_sector(sector)
    )


@menu.screen("occupation", "registration")
def sector(session: Session, view: View) -> Page:
    return Page(
        _("What work do you do or look for?"),
        sector_choices(view, "occupation"),
        asks=Question("registration", do="keep_typed_work"),
    )


@menu.screen("registration")
def occupation(session: Session, view: View) -> Page:
    return Page(
        view.market.occupations.sector_label(session.value, view.language),
        work_choices(view, session.value, "registration", "keep_occupation"),
        asks=Question("registration", do="keep_typed_work"),
    )


@menu.action()
def keep_occupation(session: Session, view: View, code: str) -> None:
    keep(view, occupation=code, sector=view.market.occupations[code].sector)


@menu.action("which_occupation")
def keep_typed_work(session: Session, view: View, text: str) -> tuple[str, Any] | None:
    reading = typed.read(view, text)
    if doubtful := typed.in_doubt(view, reading, alike=False):
        return "which_occupation", [text[: typed.LONGEST_KEPT], list(doubtful)]
    if not reading.work:
        raise typed.unknown("work_unknown", text)
    keep_occupation(session, view, reading.work[0])
    return None


@menu.screen("registration", "sector")
def which_occupation(session: Session, view: View) -> Page:
    text, codes = session.value
    about = [[text, code] for code in codes]
    another = Choice(_("Another kind of work"), "sector", "keep_meant", [text, ""])
    return Page(
        _("Which work do you mean?"), (*typed.readings(view, codes, "registration", "keep_meant", about), another)
    )


@menu.action("sector")
def keep_meant(session: Session, view: View, about: list[str]) -> tuple[str, Any] | None:
    text, code = about
    typed.learn(view, text, code)
    if not code:
        return "sector", None
    keep_occupation(session, view, code)
    return None


@menu.screen("registration")
def experience(session: Session, view: View) -> Page:
    return Page(
        _("How long have you done this work?"),
        tuple(
            Choice(wording.experience(code), "registration", do="keep_experience", value=code)
            for code in wording.EXPERIENCES
        ),
    )


@menu.action()
def keep_experience(session: Session, view: View, code: str) -> None:
    keep(view, experience=code)


@menu.screen("registration")
def least_pay(session: Session, view: View) -> Page:
    terms = view.market.pay
    any_pay = Choice(_("Any pay"), "registration", do="keep_least_pay", value=0)
    amounts = (
        Choice(
            wording.money(view.market, amount),
            "registration",
            do="keep_least_pay",
            value=terms.per_month(amount, terms.least_period),
        )
        for amount in terms.least_amounts
    )
    text = {
        "hour": _("What is the least you would work for, an hour? Choose or type it."),
        "day": _("What is the least you would work for, a day? Choose or type it."),
        "week": _("What is the least you would work for, a week? Choose or type it."),
        "month": _("What is the least you would work for, a month? Choose or type it."),
    }[terms.least_period]
    return Page(text, (any_pay, *amounts), asks=Question("registration", do="keep_typed_pay"))


@menu.action()
def keep_least_pay(session: Session, view: View, amount: int) -> None:
    keep(view, least_pay=amount)


@menu.action()
def keep_typed_pay(session: Session, view: View, text: str) -> None:
    terms = view.market.pay
    amount = read_amount(text)
    per_month = terms.per_month(amount, terms.least_period) if amount else 0
    if not terms.least <= per_month <= terms.most:
        raise InvalidError("amount_unreadable", example=str(terms.least_amounts[0]))
    keep(view, least_pay=per_month)


def read_amount(text: str) -> int | None:
    """An amount as people type it: 15,000  15.000  15 000  15k  15elfu  elfu 15  Ksh. 15000. None where it is none."""
    found = re.fullmatch(
        r"(elfu\s*)?\D{0,5}?(\d{1,9}(?:[ .,]\d{3})*)(?:[.,]00?)?\s*(k|elfu|mille)?\D{0,4}", normal(text).casefold()
    )
    if not found:
        return None
    amount = int(re.sub(r"\D", "", found[2]))
    return amount * 1000 if found[1] or found[3] else amount


@menu.screen("jobs", "home", root=True)
def registered(session: Session, view: View) -> Page:
    return Page(
        _("Thank you! You are registered."),
        (Choice(_("See jobs for me"), "jobs"), Choice(_("Home"), "home")),
    )
