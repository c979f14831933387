"""Interviews: the employer chooses a day, an hour and a place; whoever is invited says whether they come."""

import re
from datetime import date, timedelta
from typing import Any

from channels.conversation import Choice, Page, Question, Session
from channels.screens import vacancy_draft as drafts
from channels.screens.candidates import own, to_people
from channels.screens.menu import menu
from channels.view import View
from core import hiring, interviews, spelling
from core.errors import GoneError, InvalidError, NotFoundError
from messages import wording
from translations import gettext as _
from translations import ngettext

HOURS = (8, 10, 12, 14, 16)
EARLIEST, LATEST = 5, 21
_NUMBERS = {name: number for number, name in enumerate("moja mbili tatu nne tano sita saba nane tisa kumi".split(), 1)}
_AFTERNOON = ("mchana", "jioni", "soir", "afternoon", "evening")
WEEKDAYS = 5
MORE_DAYS = 3
KNOWN = 2  # interviews of the job that are offered again


@menu.screen("invite_hour", "people_invited")
def invite_day(session: Session, view: View) -> Page:
    vacancy_id, profile_id = session.value
    vacancy = own(view, vacancy_id)
    known = interviews.upcoming(view.db, vacancy["id"], view.now)[:KNOWN]
    return Page(
        _("On which day? Choose, or type it like 30/11."),
        (
            *(
                Choice(
                    wording.moment(view.market, each["at"]),
                    "people_invited",
                    do="invite",
                    value=[vacancy_id, profile_id, each["at"], each["venue"]],
                )
                for each in known
            ),
            *(
                Choice(
                    wording.weekday(view.market, interviews.at_time(view.market, day, 12)),
                    "invite_hour",
                    value=[vacancy_id, profile_id, day],
                )
                for day in _days(view)
            ),
        ),
        asks=Question("invite_hour", do="say_day"),
    )


def _days(view: View) -> list[str]:
    """Tomorrow, and the next days of the working week after it."""
    day = drafts.today(view) + timedelta(days=1)
    days = [day]
    while len(days) <= MORE_DAYS:
        day += timedelta(days=1)
        if day.weekday() < WEEKDAYS:
            days.append(day)
    return [each.isoformat() for each in days]


@menu.action("invite_hour", durable=False)
def say_day(session: Session, view: View, text: str) -> tuple[str, Any]:
    day = drafts.read_day(view, text)
    if date.fromisoformat(day) > drafts.today(view) + timedelta(days=interviews.MOST_DAYS_AHEAD - 1):
        raise InvalidError("day_too_far", days=interviews.MOST_DAYS_AHEAD)
    return "invite_hour", [*session.value, day]


@menu.screen("invite_venue")
def invite_hour(session: Session, view: View) -> Page:
    vacancy_id, profile_id, day = session.value
    own(view, vacancy_id)
    at = {hour: interviews.at_time(view.market, day, hour) for hour in HOURS}
    return Page(
        _("{day}: at what hour? Choose, or type it, like 15.").format(
            day=wording.weekday(view.market, interviews.at_time(view.market, day, 12))
        ),
        tuple(
            Choice(f"{hour}:00", "invite_venue", value=[vacancy_id, profile_id, at[hour]])
            for hour in HOURS
            if at[hour] > view.now
        ),
        asks=Question("invite_venue", do="say_hour"),
    )


@menu.action("invite_venue", "invite_which_hour", durable=False)
def say_hour(session: Session, view: View, text: str) -> tuple[str, Any]:
    vacancy_id, profile_id, day = session.value
    hours = _hours(view, text)
    if not hours:
        raise InvalidError("hour_unreadable")
    times = [at for at in (interviews.at_time(view.market, day, hour) for hour in hours) if at > view.now]
    if not times:
        raise InvalidError("day_passed")
    if len(hours) > 1:
        return "invite_which_hour", [vacancy_id, profile_id, day, hours]
    return "invite_venue", [vacancy_id, profile_id, times[0]]


def _hours(view: View, text: str) -> list[int]:
    """The hours that somebody may mean, of the clock: "15", "3pm", "saa tisa", which is nine hours after six.

    A bare number below twelve is of the clock, but in Swahili it may also be counted from six.
    """
    words = re.findall(r"[^\W\d_]+|\d+", spelling.key(text))
    hour = _said(words)
    if hour is None or hour > LATEST:
        return []
    clock = hour + 12 if hour < 12 and {"pm", *_AFTERNOON} & {*words} else hour
    swahili = _from_six(hour, words) if 1 <= hour <= 12 else None
    if "saa" in words and swahili is not None:
        found = [swahili]
    elif view.language == "sw" and swahili is not None and not {"am", "pm"} & {*words} and ":" not in text:
        # Nobody interviews before dawn: a small number is of the afternoon, if it is of the clock.
        found = [swahili, clock if clock >= EARLIEST else clock + 12]
    else:
        found = [clock]
    return list(dict.fromkeys(each for each in found if EARLIEST <= each <= LATEST))


def _said(words: list[str]) -> int | None:
    """The first number, in digits or in Swahili: "kumi na moja" is 11."""
    for place, word in enumerate(words):
        if word.isdecimal():
            return int(word)
        if word in _NUMBERS:
            more = words[place + 2 : place + 3] if words[place + 1 : place + 2] == ["na"] else []
            return _NUMBERS[word] + (_NUMBERS.get(more[0], 0) if word == "kumi" and more else 0)
    return None


def _from_six(hour: int, words: list[str]) -> int:
    """The hour of the clock of one that is counted from six in the morning, or in the evening where they say so."""
    if "usiku" in words or ("jioni" in words and hour < 6):
        return (hour + 18) % 24
    return 6 if hour == 12 and {"asubuhi", "alfajiri"} & {*words} else hour + 6


@menu.screen("invite_venue")
def invite_which_hour(session: Session, view: View) -> Page:
    vacancy_id, profile_id, day, hours = session.value
    own(view, vacancy_id)
    at = {hour: interviews.at_time(view.market, day, hour) for hour in hours}
    return Page(
        _("Which hour do you mean?"),
        tuple(
            Choice(f"{hour}:00", "invite_venue", value=[vacancy_id, profile_id, at[hour]])
            for hour in hours
            if at[hour] > view.now
        ),
    )


@menu.screen("people_invited")
def invite_venue(session: Session, view: View) -> Page:
    vacancy_id, profile_id, at = session.value
    vacancy, hirer = own(view, vacancy_id), view.hirer
    places = [
        interviews.last_venue(view.db, hirer["id"]),
        f"{hirer['name']}, {view.market.places[vacancy['place']].name}"[: interviews.LONGEST_VENUE],
    ]
    return Page(
        _("Where? Choose, or type the place."),
        tuple(
            Choice(venue, "people_invited", do="invite", value=[vacancy_id, profile_id, at, venue])
            for venue in dict.fromkeys(filter(None, places))
        ),
        asks=Question("people_invited", do="say_venue"),
    )


@menu.action("people_invited", "candidates")
def say_venue(session: Session, view: View, text: str) -> tuple[str, Any]:
    return _invite(view, [*session.value, text])


@menu.action("people_invited", "candidates")
def invite(session: Session, view: View, about: list[Any]) -> tuple[str, Any]:
    return _invite(view, about)


def _invite(view: View, about: list[Any]) -> tuple[str, Any]:
    """Invite one person, or with None the whole short list."""
    vacancy_id, profile_id, at, venue = about
    try:
        vacancy = own(view, vacancy_id)
        people = [profile_id]
        if profile_id is None:
            found = hiring.candidates(view.db, view.market, vacancy, view.now)
            people = [each.profile_id for each in found if each.status == "shortlisted"]
        number = interviews.invite(view.db, view.market, view.hirer, vacancy_id, people, at, venue, view.now)
    except (NotFoundError, GoneError):  # taken back meanwhile, or the job has ended
        return "candidates", vacancy_id
    return "people_invited", [vacancy_id, number, at]


@menu.screen("candidates", "my_vacancies")
def people_invited(session: Session, view: View) -> Page:
    vacancy_id, number, at = session.value
    own(view, vacancy_id)
    text = ngettext("{number} person is invited", "{number} people are invited", number).format(number=number)
    return Page(
        f"{text}: {wording.moment(view.market, at)}. "
        + _("They answer by SMS. The evening before, we tell you who comes."),
        (to_people(vacancy_id, _("All people")), Choice(_("My jobs"), "my_vacancies")),
    )


@menu.action("interview_answered", "my_applications")
def answer_invitation(session: Session, view: View, about: list[str]) -> tuple[str, Any]:
    application_id, said = about
    try:
        interviews.answer(view.db, view.market, view.profile, application_id, said, view.now)
    except GoneError:  # over or off: the list says what became of it
        return "my_applications", None
    return "interview_answered", application_id


@menu.screen("my_applications", "jobs")
def interview_answered(session: Session, view: View) -> Page:
    invitation = interviews.of_application(view.db, session.value)
    if invitation is None or invitation["profile_id"] != view.profile["id"]:
        raise NotFoundError("invitation")
    if invitation["status"] == "coming":
        text = _("Good: you are expected on {day}, at: {venue}").format(
            day=wording.moment(view.market, invitation["at"]), venue=invitation["venue"]
        )
    else:
        text = _("Thank you for telling us. Somebody else gets your place.")
    return Page(text, (Choice(_("My applications"), "my_applications"), Choice(_("Jobs for me"), "jobs")))
