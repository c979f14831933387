"""What an employer is asked about a job, one question a screen. Each answer goes on to what is still to be asked.

What is told lies in the value of the page, see `vacancy_draft`: nothing is saved before "Post".
"""

from datetime import timedelta
from typing import Any

from channels.conversation import Choice, Page, Question, Session
from channels.screens import job_text, typed
from channels.screens import vacancy_draft as drafts
from channels.screens.menu import menu
from channels.screens.register import read_amount, sector_choices, standing_at, work_choices
from channels.screens.vacancy_draft import QUESTIONS, Draft, ask_next, told
from channels.view import View
from core import matching, spelling
from core.errors import InvalidError
from core.reading.pay import Pay
from messages import wording
from translations import gettext as _

DAYS = (3, 7, 14, 30)
MOST_SKILLS = 5
MOST_SKILLS_SHOWN = 8
LONGEST_SKILL = 40


@menu.screen("post_work_in", *QUESTIONS)
def post_work(session: Session, view: View) -> Page:
    choices = sector_choices(view, "post_work_in")
    return Page(
        _("Whom do you need? Choose, or type: 2 masons Thika 900 per day"),
        tuple(Choice(choice.label, choice.to, "choose_job_sector", choice.value) for choice in choices),
        asks=Question("post_job", do="keep_typed_job"),
    )


@menu.action("post_work_in", durable=False)
def choose_job_sector(session: Session, view: View, sector: str) -> tuple[str, Any]:
    return "post_work_in", {**session.value, "sector": sector}


@menu.screen(*QUESTIONS)
def post_work_in(session: Session, view: View) -> Page:
    sector = session.value["sector"]
    return Page(
        view.market.occupations.sector_label(sector, view.language),
        work_choices(view, sector, "post_job", "keep_job_work"),
        asks=Question("post_job", do="keep_typed_job"),
    )


@menu.action(*QUESTIONS, durable=False)
def keep_job_work(session: Session, view: View, code: str) -> tuple[str, Any]:
    return ask_next(view, drafts.with_work(view, told(session.value, screens=2), code))


@menu.action("post_meant", *QUESTIONS, durable=False)
def keep_typed_job(session: Session, view: View, text: str) -> tuple[str, Any]:
    screen, draft = understood(view, session.value, text)
    if screen == "post_work":
        raise typed.unknown("work_unknown", text)
    return screen, draft


def understood(view: View, draft: Draft, text: str) -> tuple[str, Draft]:
    """Where to go on with a job that was told in somebody's own words: "post_work" where they name no work."""
    draft, reading = drafts.read(view, draft, text)
    if work := drafts.sure_work(view, reading):
        return ask_next(view, drafts.with_work(view, draft, work, reading.said))
    if reading.work:
        return "post_meant", {**draft, "said": reading.said[: drafts.LONGEST_TITLE], "may": list(reading.work)}
    return "post_work", draft


@menu.screen("post_work", *QUESTIONS)
def post_meant(session: Session, view: View) -> Page:
    codes = session.value["may"]
    another = Choice(_("Another kind of work"), "post_work", "keep_meant_job", "")
    return Page(
        _("Which work do you mean?"), (*typed.readings(view, codes, "post_job", "keep_meant_job", codes), another)
    )


@menu.action("post_work", *QUESTIONS, durable=False)
def keep_meant_job(session: Session, view: View, code: str) -> tuple[str, Any]:
    said = session.value["said"]
    typed.learn(view, said, code)
    draft = {key: value for key, value in session.value.items() if key not in ("said", "may")}
    if not code:
        return "post_work", told(draft)
    return ask_next(view, drafts.with_work(view, told(draft), code, said))


@menu.screen(*QUESTIONS)
def post_name(session: Session, view: View) -> Page:
    person = view.person
    own = [Choice(person["name"], "post_job", do="keep_own_name")] if person and person["status"] == "active" else []
    return Page(
        _("Your business and town? Like Mama Njeri Hotel, Thika. People see this name, never your number."),
        tuple(own),
        asks=Question("post_job", do="keep_business"),
    )


@menu.action(*QUESTIONS, durable=False)
def keep_own_name(session: Session, view: View, value: Any) -> tuple[str, Any]:
    place = {} if "place" in session.value else {"place": view.profile["place"]}
    return ask_next(view, told(session.value, name=view.profile["name"], **place))


@menu.action(*QUESTIONS, durable=False)
def keep_business(session: Session, view: View, text: str) -> tuple[str, Any]:
    name, place = read_business(view, text)
    found = {"place": place} if place and "place" not in session.value else {}
    return ask_next(view, told(session.value, screens=0, name=name, **found))


def read_business(view: View, text: str) -> tuple[str, str | None]:
    """The name and the place in "Mama Njeri Hotel, Thika"; without a comma the name may well end with its town."""
    name, comma, after = text.rpartition(",")
    words = text.split()
    place = None
    for said in [after] if comma else [" ".join(words[-length:]) for length in (3, 2, 1) if length < len(words)]:
        found = view.market.places.find(said) if comma else view.market.places.names().get(spelling.key(said), ())
        if place := drafts.of_job(view, found):
            break
    name = name.strip() if comma and place else text
    if view.market.places.names().get(spelling.key(name)):
        raise InvalidError("business_unreadable")  # a town alone, or a county with its town, is nobody
    if not 2 <= len(name) <= 80 or not any(map(str.isalpha, name)) or set("<>{}=") & set(name):
        raise InvalidError("business_unreadable")
    return name, place


@menu.screen("post_place", *QUESTIONS)
def post_place(session: Session, view: View) -> Page:
    draft = session.value
    at = standing_at(view, draft.get("at"))
    exact = bool(draft.get("whole"))
    text = (
        _("Where is the work? Choose, or type the town.")
        if at is view.market.places.root
        else _("Where in {place}? Choose, or type your town.").format(place=at.name)
    )
    choices = [
        Choice(below.name, "post_job", "keep_job_place", below.code)
        if drafts.is_exact(view, below.code, exact)
        else Choice(below.name, "post_place", "look_into_place", below.code)
        for below in view.market.places.children(at.code)
    ]
    return Page(text, tuple(choices), asks=Question("post_job", do="keep_typed_job_place"))


@menu.action("post_place", durable=False)
def look_into_place(session: Session, view: View, code: str) -> tuple[str, Any]:
    return "post_place", {**session.value, "at": code}


@menu.action(*QUESTIONS, durable=False)
def keep_job_place(session: Session, view: View, code: str) -> tuple[str, Any]:
    walked = len(view.market.places.rings(code)) - 1
    return ask_next(view, told(session.value, screens=walked, place=code))


@menu.action("post_place", *QUESTIONS, durable=False)
def keep_typed_job_place(session: Session, view: View, text: str) -> tuple[str, Any]:
    place = drafts.of_job(view, view.market.places.find(text)) or typed.find_place(view, text).code
    if not drafts.is_exact(view, place, exact=False):
        return "post_place", {**session.value, "at": place}
    return ask_next(view, told(session.value, place=place))


@menu.screen(*QUESTIONS)
def post_pay(session: Session, view: View) -> Page:
    return Page(
        _("What do you pay? Choose, or type: 900 per day"),
        (
            *(
                Choice(wording.short_pay(view.market, amount, period), "post_job", "keep_job_pay", [amount, period])
                for amount, period in drafts.amounts(view)
            ),
            Choice(_("To be agreed"), "post_job", "keep_job_pay", [None, None]),
        ),
        asks=Question("post_job", do="keep_typed_job_pay"),
    )


@menu.action(*QUESTIONS, durable=False)
def keep_job_pay(session: Session, view: View, about: list[Any]) -> tuple[str, Any]:
    pay, period = about
    return ask_next(view, told(_unpaid(session.value), pay=pay, period=period))


@menu.action(*QUESTIONS, durable=False)
def keep_typed_job_pay(session: Session, view: View, text: str) -> tuple[str, Any]:
    read = typed.read(view, text).pay
    fields = drafts.paid_by(view, read) if read else {}
    if not fields and (amount := read_amount(text)):
        fields = drafts.paid_by(view, Pay(amount, None, 0, 0))
    if not fields:
        raise InvalidError("amount_unreadable", example=str(drafts.amounts(view)[0][0]))
    return ask_next(view, told(_unpaid(session.value), **fields))


def _unpaid(draft: Draft) -> Draft:
    return {key: value for key, value in draft.items() if key not in ("pay", "period", "amount")}


@menu.screen(*QUESTIONS)
def post_period(session: Session, view: View) -> Page:
    amount = session.value["amount"]
    return Page(
        _("Is that pay for a day, a month?"),
        tuple(
            Choice(wording.short_pay(view.market, amount, period), "post_job", "keep_job_pay", [amount, period])
            for period in view.market.pay.periods
            if drafts.is_payable(view, amount, period)
        ),
    )


@menu.screen(*QUESTIONS)
def post_number(session: Session, view: View) -> Page:
    return Page(_("How many people do you need? Type the number."), asks=Question("post_job", do="keep_number"))


@menu.action(*QUESTIONS, durable=False)
def keep_number(session: Session, view: View, text: str) -> tuple[str, Any]:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else job_text.first_number(text) or 0
    if not 1 <= number <= job_text.MOST_POSTS:
        raise InvalidError("number_unreadable", most=job_text.MOST_POSTS)
    return ask_next(view, told(session.value, posts=number))


@menu.screen(*QUESTIONS)
def post_until(session: Session, view: View) -> Page:
    labels = (_("3 days"), _("1 week"), _("2 weeks"), _("1 month"))
    return Page(
        _("How long may people apply? Choose, or type the last day, like 30/11."),
        tuple(Choice(label, "post_job", "keep_until", days) for label, days in zip(labels, DAYS, strict=True)),
        asks=Question("post_job", do="keep_typed_until"),
    )


@menu.action(*QUESTIONS, durable=False)
def keep_until(session: Session, view: View, days: int) -> tuple[str, Any]:
    return ask_next(view, told(session.value, until=drafts.day_after(view, days)))


@menu.action(*QUESTIONS, durable=False)
def keep_typed_until(session: Session, view: View, text: str) -> tuple[str, Any]:
    return ask_next(view, told(session.value, until=drafts.read_day(view, text)))


@menu.screen(*QUESTIONS)
def post_start(session: Session, view: View) -> Page:
    now = drafts.today(view)
    monday = now + timedelta(days=7 - now.weekday())
    month = (now.replace(day=28) + timedelta(days=4)).replace(day=1)
    days = (
        (_("Now"), now.isoformat()),
        (_("Next week"), monday.isoformat()),
        (_("Next month"), month.isoformat()),
        (_("Not fixed yet"), None),
    )
    return Page(
        _("When does the work start? Choose, or type the day, like 30/11."),
        tuple(Choice(label, "post_job", "keep_start", day) for label, day in days),
        asks=Question("post_job", do="keep_typed_start"),
    )


@menu.action(*QUESTIONS, durable=False)
def keep_start(session: Session, view: View, day: str | None) -> tuple[str, Any]:
    return ask_next(view, told(session.value, starts=day))


@menu.action(*QUESTIONS, durable=False)
def keep_typed_start(session: Session, view: View, text: str) -> tuple[str, Any]:
    return ask_next(view, told(session.value, starts=drafts.read_day(view, text)))


@menu.screen("post_skills", "post_job")
def post_skills(session: Session, view: View) -> Page:
    draft = session.value
    chosen = draft.get("skills", [])
    label = view.market.skills.label
    more = len(chosen) < MOST_SKILLS
    common = matching.common_skills(view.db, view.market, draft["work"], MOST_SKILLS_SHOWN) if more else []
    text = _("Which skills must people have? Choose, or type them.")
    if chosen:
        text = _("Asked: {skills}").format(skills=", ".join(label(skill, view.language) for skill in chosen))
    return Page(
        text,
        (
            Choice(_("Done"), "post_job", "keep_skills_asked", chosen),
            *(Choice(_("No skills"), "post_job", "keep_skills_asked", []) for _chosen in chosen[:1]),
            *(
                Choice(label(skill, view.language), "post_skills", "ask_skills", [skill])
                for skill in common
                if skill not in chosen
            ),
        ),
        asks=Question("post_skills", do="ask_typed_skills") if more else None,
    )


@menu.action("post_skills", durable=False)
def ask_skills(session: Session, view: View, skills: list[str]) -> tuple[str, Any]:
    return _asking(session.value, skills)


def _asking(draft: Draft, skills: list[str]) -> tuple[str, Draft]:
    asked = dict.fromkeys([*draft.get("skills", []), *skills])
    return "post_skills", {**draft, "skills": list(asked)[:MOST_SKILLS]}


@menu.action("post_skills", durable=False)
def ask_typed_skills(session: Session, view: View, text: str) -> tuple[str, Any]:
    read = [skill[:LONGEST_SKILL] for skill in view.market.skills.read(text) if any(map(str.isalpha, skill))]
    if not read:
        raise InvalidError("not_on_list")
    return _asking(session.value, read)


@menu.action("post_job", durable=False)
def keep_skills_asked(session: Session, view: View, skills: list[str]) -> tuple[str, Any]:
    return "post_job", {**session.value, "skills": skills}


@menu.screen("post_job")
def post_title(session: Session, view: View) -> Page:
    return Page(_("What do you call this job? Type it."), asks=Question("post_job", do="keep_title"))


@menu.action("post_job", durable=False)
def keep_title(session: Session, view: View, text: str) -> tuple[str, Any]:
    title = drafts.title_of(text)
    if not title:
        raise InvalidError("title_unreadable")
    return "post_job", {**session.value, "title": title}
