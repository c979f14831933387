"""The whole menu, walked: what is declared exists and is reached, and each page fits, offers and speaks as declared."""

import ast
import inspect
import pathlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from channels.conversation import Menu
from channels.screens import menu
from core import applications, employers, interviews, profiles, trust, vacancies
from core import hiring as candidates
from core.database import Row
from core.settings import Settings
from messages import subscriptions
from messages.text import fold, measure
from tests.conversation import DAY, Phone, Screen, Service, settings_for
from translations import load as catalogue

PACKS = pathlib.Path(__file__).parent / "packs"
MOST_STEPS = 4000
TABLES = (
    *("employer", "vacancy", "vacancy_area", "vacancy_flag"),
    *("profile", "phone_link", "session", "consent", "application", "application_status", "vacancy_report"),
    *("call_request", "event", "changes"),
    *("approach", "interview", "invitation", "relay", "subscription"),
)


def test_every_declared_way_leads_to_something() -> None:
    known = {*menu.screens, *menu.routers}
    assert menu.start in known
    for name, ways in menu.ways.items():
        assert set(ways) <= known, name


def test_what_leads_somewhere_is_declared_once() -> None:
    names = [*menu.screens, *menu.routers, *menu.actions]
    assert len(names) == len(set(names))
    assert set(menu.ways) == set(names)
    assert menu.roots <= set(menu.screens)
    assert menu.moves | menu.repeatable <= set(menu.actions)


def test_every_screen_can_be_reached_from_the_start() -> None:
    ways = {name: {*onward, *leads_by_action(menu, name)} for name, onward in menu.ways.items()}
    reached, todo = set(), [menu.start]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += ways.get(name, ())
    assert set(menu.screens) <= reached


def leads_by_action(menu: Menu, screen: str) -> set[str]:
    """Where the actions that a screen names lead."""
    if screen not in menu.screens:
        return set()
    source = inspect.getsource(inspect.getmodule(menu.screens[screen]))  # type: ignore[arg-type]
    named = {name for name in menu.actions if f'"{name}"' in source}
    return {way for name in named for way in menu.ways[name]}


# What stands in English on a page of any language: each language's own word for itself, and names in the market's data.
NAMES = {"language": {"Language"}, "helplines": {"Violence", "Police"}}


@dataclass
class Walk:
    """What a walk through the service has seen."""

    screens: dict[str, int] = field(default_factory=dict)
    actions: set[str] = field(default_factory=set)
    pages: list[tuple[str, str]] = field(default_factory=list)
    steps: int = 0
    seen: set[object] = field(default_factory=set)


PACK_NUMBERS = {"kenya": "254712345678", "tinyland": "251911234567"}
# In each market one word means several kinds of work, and one a single kind.
WORK = ("fundi", "ajudante", "mason", "cozinheira")
ANSWERS = {
    "keep_name": ("Abebe",),
    "keep_birth_year": ("1995",),
    "say_year": ("1995",),
    "say_name": ("Abebe",),
    "keep_typed_pay": ("500",),
    "keep_typed_work": WORK,
    "search": WORK,
    "keep_typed_job": WORK,
    "keep_business": ("Abebe",),
    "keep_typed_job_pay": ("5000",),
    "keep_number": ("2",),
    "keep_typed_until": ("5",),
    "keep_typed_start": ("5",),
    "keep_title": ("Abebe",),
    "ask_typed_skills": ("Abebe",),
    "keep_contact": ("Abebe",),
    "keep_business_name": ("Abebe",),
    "say_business": ("Abebe",),
    "say_day": ("3",),
    "say_hour": ("9",),
    "say_venue": ("Abebe",),
    "send_words": ("Abebe",),
}


@pytest.fixture(
    scope="module",
    params=[("kenya", "en"), ("kenya", "sw"), ("kenya", "fr"), ("tinyland", "pt"), ("tinyland", "am")],
    ids=lambda pair: f"{pair[0]}-{pair[1]}",
)
def walked(
    request: pytest.FixtureRequest, sqlite_template: pathlib.Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Walk, Service, str]]:
    """The service of a market after a walk in one of its languages."""
    pack, language = request.param
    path = tmp_path_factory.mktemp("walk") / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    market = Settings().market if pack == "kenya" else PACKS / pack
    service = Service(settings_for(f"sqlite:///{path}", market=market))
    populate(service)
    walk = Walk()
    for story in (newcomer, home, shared, silent, dropped, child, *EMPLOYING):
        explore(service, walk, pack, language, story)
    yield walk, service, language
    service.close()


def populate(service: Service) -> None:
    """Two vacancies of each of some occupations, around where people of the walk live."""
    places = [place.code for place in service.market.places if place.level == service.market.home_level]
    occupations = [each.code for each in service.market.occupations if each.sector]
    for index, occupation in enumerate(occupations[:6]):
        title = service.market.occupations[occupation].title
        period = service.market.pay.periods[0]
        service.open(title, occupation, places[index % len(places)], pay=500, pay_period=period)
        service.open(f"{title} 2", occupation, places[0])
    skilled(service, places[0])


def skilled(service: Service, place: str) -> None:
    """Somebody who has told a skill, of the work that employers of the walk choose."""
    occupations = service.market.occupations
    work = occupations.in_sector(occupations.sectors[0].code)[0]
    profile = profiles.begin(service.db, service.market, "+1999", service.market.default_language, service.now)
    fields: dict[str, Any] = {"name": "Bekele", "birth_year": 1990, "place": place, "sector": work.sector}
    fields |= {"occupation": work.code}
    fields |= {"experience": "none", "least_pay": 0, "skills": [next(iter(service.market.skills)).code]}
    profiles.change(service.db, service.market, profile, service.now, **fields)


# Stories: each leaves a phone on a page from which a walk begins.
Story = Callable[[Service, Phone, str], None]


def newcomer(service: Service, phone: Phone, language: str) -> None:
    """Nobody has called yet."""
    phone.dial()


def register(service: Service, phone: Phone, language: str) -> None:
    """From the first page to the thanks."""
    phone.dial(str(service.market.languages.index(language) + 1), "1")
    home = next(place for place in service.market.places if place.level == service.market.home_level)
    work = next(each for each in service.market.occupations if each.sector)
    phone.answer("Abebe", "1995", home.name, service.market.occupations.label(work.code, language), "2", "1")


def home(service: Service, phone: Phone, language: str) -> None:
    """A registered person calls."""
    register(service, phone, language)
    service.clock.forward(DAY)
    phone.dial()


def shared(service: Service, phone: Phone, language: str) -> None:
    """Two people of one year and one who broke off share the phone."""
    register(service, phone, language)
    for name in ("Abebe", "Bekele"):
        service.db.run(
            "INSERT INTO profile (id, status, language, name, birth_year, place, sector, occupation, experience,"
            " least_pay, created_at, updated_at) SELECT :new, status, language, :name, birth_year, place, sector,"
            " occupation, experience, least_pay, created_at, updated_at FROM profile JOIN phone_link ON id = profile_id"
            " WHERE phone = :phone ORDER BY since LIMIT 1",
            new=f"{phone.number}-{name}",
            name=name,
            phone=phone.number,
        )
        service.db.run(
            "INSERT INTO phone_link (phone, profile_id, since) VALUES (:phone, :id, :now)",
            phone=phone.number,
            id=f"{phone.number}-{name}",
            now=service.now,
        )
    service.db.run("UPDATE profile SET birth_year = NULL WHERE id = :id", id=f"{phone.number}-Bekele")
    service.clock.forward(DAY)
    phone.dial()


def long_ago(service: Service, phone: Phone) -> None:
    """What was heard of this phone was a hundred days ago."""
    for table, which in (
        ("session", "phone = :p"),
        ("employer", "phone = :p"),
        ("profile", "id IN (SELECT profile_id FROM phone_link WHERE phone = :p)"),
    ):
        service.db.run(
            f"UPDATE {table} SET updated_at = updated_at - :days WHERE {which}", days=100 * DAY, p=phone.number
        )


def silent(service: Service, phone: Phone, language: str) -> None:
    """Nobody has called for a hundred days."""
    register(service, phone, language)
    long_ago(service, phone)
    phone.dial()


def dropped(service: Service, phone: Phone, language: str) -> None:
    """The line broke on a page."""
    home(service, phone, language)
    phone.answer("1")
    phone.dial()


def child(service: Service, phone: Phone, language: str) -> None:
    """Somebody who is about to be too young."""
    phone.dial(str(service.market.languages.index(language) + 1), "1", "Abebe")
    year = service.market.year(service.now) - service.market.legal_working_age
    phone.answer(str(year))


def employ(service: Service, phone: Phone, language: str, *statuses: str) -> Row:
    """An employer of this phone, with a job of each of these statuses."""
    market, home = service.market, service.somewhere()
    fields = {"name": "Abebe", "place": home, "sector": market.occupations.sectors[0].code, "language": language}
    employer = employers.add(service.db, market, service.now, phone=phone.number, **fields)
    work = market.occupations.in_sector(market.occupations.sectors[0].code)[0].code
    for number, status in enumerate(statuses):
        deadline = service.now + 14 * DAY
        job = vacancies.add(
            service.db,
            market,
            service.now + number,
            employer_id=employer["id"],
            title="Abebe",
            occupation=work,
            place=home,
            deadline=deadline,
        )
        vacancies.open(service.db, market, job["id"], service.now)
        if status != "open":
            vacancies.end(service.db, market, job["id"], status, service.now)
    return employer


def press(phone: Phone, *digits: str) -> None:
    """Call, and press the digit of a line on each page, wherever on it the line stands."""
    phone.dial()
    for digit in digits:
        while not re.search(rf"^{digit} ", phone.screen.text, re.MULTILINE):
            phone.answer("98")
        phone.answer(digit)


def hiring(service: Service, phone: Phone, language: str) -> None:
    """An employer calls who has posted before."""
    employ(service, phone, language, "closed", "open")
    phone.dial()


def own_job(service: Service, phone: Phone, language: str) -> None:
    """An employer looks at an open job."""
    employ(service, phone, language, "open")
    press(phone, "2", "1")


def asking_skills(service: Service, phone: Phone, language: str) -> None:
    """An employer posts a job again, and changes the skills that it asks for."""
    employ(service, phone, language, "closed")
    press(phone, "3", "2", "7")


def own_name(service: Service, phone: Phone, language: str) -> None:
    """Somebody registered offers work for the first time."""
    register(service, phone, language)
    service.clock.forward(DAY)
    press(phone, "8", "1", "1")


def hiring_again(service: Service, phone: Phone, language: str) -> None:
    """An employer calls after a hundred days."""
    employ(service, phone, language)
    phone.dial()
    long_ago(service, phone)
    phone.dial()


def full(service: Service, phone: Phone, language: str) -> None:
    """An employer has posted as much as may be."""
    employ(service, phone, language, *["open"] * trust.LIMITS["unknown"].open_vacancies)
    press(phone, "3")


def blocked(service: Service, phone: Phone, language: str) -> None:
    """An employer calls who may not post any more, and has jobs of each status."""
    employer = employ(service, phone, language, "held", "refused", "filled", "expired")
    employers.set_blocked(service.db, employer["id"], True, service.now)
    phone.dial()


def go(service: Service, phone: Phone, *screens: str) -> None:
    """Press what leads to each of these screens, wherever on a page it stands."""
    for screen in screens:
        while not (digits := [digit for digit, way in meanings(standing(service, phone)).items() if way[0] == screen]):
            phone.answer("98")
        phone.answer(digits[0])


def choosing(service: Service, phone: Phone, language: str) -> None:
    """An employer looks at who applied for a job and is on the short list, and at who was or may be asked."""
    employer = {**employ(service, phone, language, "open"), "level": "trusted"}
    service.db.run("UPDATE employer SET level = 'trusted' WHERE id = :id", id=employer["id"])
    [job] = service.db.all("SELECT id, place, occupation FROM vacancy WHERE employer_id = :id", id=employer["id"])
    fields: Row = {"name": "Abebe", "birth_year": 1990, "experience": "none", "least_pay": 0, "sector": "x"}
    fields |= {"place": job["place"], "occupation": job["occupation"]}
    people = []
    for number, alerts in enumerate(("off", "off", "instant", "instant")):
        profile = profiles.begin(service.db, service.market, f"{phone.number}{number}", language, service.now)
        people.append(profiles.change(service.db, service.market, profile, service.now, alerts=alerts, **fields))
    for profile in people[:2]:
        applications.apply(service.db, service.market, profile, job["id"], service.now)
    candidates.decide(service.db, service.market, employer, job["id"], people[0]["id"], "shortlisted", service.now)
    candidates.approach(service.db, service.market, employer, job["id"], people[2]["id"], service.now)
    while subscriptions.follow(service.db, service.market, service.now):
        pass
    press(phone, "2", "1")
    go(service, phone, "candidates")


def asking_people(service: Service, phone: Phone, language: str) -> None:
    """An employer looks at one of those who fit and may be asked."""
    choosing(service, phone, language)
    service.db.run("DELETE FROM application_status")
    service.db.run("DELETE FROM application")
    service.db.run("DELETE FROM approach")
    press(phone, "2", "1")
    go(service, phone, "candidates", "candidate")


def invited(service: Service, phone: Phone, language: str) -> None:
    """Somebody is invited to an interview."""
    register(service, phone, language)
    job = service.open("Abebe", next(iter(service.market.occupations)).code, service.somewhere())
    [person] = profiles.of_phone(service.db, phone.number)
    applications.apply(service.db, service.market, person, job["id"], service.now)
    hirer = employers.by_id(service.db, job["employer_id"])
    assert hirer is not None
    employer = {**hirer, "level": "phone_verified"}
    when = service.now + 5 * DAY
    interviews.invite(service.db, service.market, employer, job["id"], [person["id"]], when, "Abebe", service.now)
    service.clock.forward(DAY)
    press(phone, "4", "1")


EMPLOYING = (hiring, own_job, asking_skills, own_name, hiring_again, full, blocked, choosing, asking_people, invited)


def explore(service: Service, walk: Walk, pack: str, language: str, story: Story) -> None:
    """Press each digit of each page once for each screen and what it offers, breadth first."""
    number = str(int(PACK_NUMBERS[pack]) + len(walk.pages))
    phone = service.phone(f"+{number}", language)
    story(service, phone, language)
    queue = [(Moment.of(service, phone), "")]
    while queue and walk.steps < MOST_STEPS:
        moment, answer = queue.pop(0)
        moment.restore(service, phone)
        if answer:
            phone.answer(answer)
        state = standing(service, phone)
        walk.steps += 1
        note(walk, phone, state)
        # One way of each kind is enough: forty places lead to the same screen.
        ways = {digit: way for digit, way in meanings(state).items() if not is_other_language(way, language)}
        kinds = {(way[0], way[1]): digit for digit, way in reversed(ways.items())}
        look = state["screen"], state["part"], frozenset((way[0], way[1]) for way in state["choices"])
        if look in walk.seen or phone.screen.closes:
            continue
        walk.seen.add(look)
        here = Moment.of(service, phone)
        queue += [(here, digit) for digit in kinds.values()]
        if state["asks"]:
            queue += [(here, answer) for answer in (*ANSWERS.get(state["asks"][1], ()), "nowhere at all")]


def is_other_language(way: list, language: str) -> bool:  # type: ignore[type-arg]
    """Whether a choice is of another language than that of the walk."""
    return way[1] in ("choose_language", "keep_language", "keep_business_language") and way[2] != language


@dataclass(frozen=True)
class Moment:
    """The people of a service and what is on one phone, to come back to."""

    rows: dict[str, list[Row]]
    call: tuple[str, str, Screen]

    @classmethod
    def of(cls, service: Service, phone: Phone) -> "Moment":
        """How things are."""
        return cls({table: service.rows(table, "1") for table in TABLES}, (phone.call_id, phone.text, phone.screen))

    def restore(self, service: Service, phone: Phone) -> None:
        """Make it so again."""
        phone.call_id, phone.text, phone.screen = self.call
        with service.db.transaction(durable=False):
            for table in reversed(TABLES):
                service.db.run(f"DELETE FROM {table}")
            for table in TABLES:
                for row in self.rows[table]:
                    names = ", ".join(row)
                    values = ", ".join(f":{name}" for name in row)
                    service.db.run(f"INSERT INTO {table} ({names}) VALUES ({values})", **row)
            service.db.run(
                "UPDATE vacancy SET applications = (SELECT COUNT(*) FROM application"
                " WHERE vacancy_id = vacancy.id AND application.status <> 'withdrawn')"
            )


def standing(service: Service, phone: Phone) -> dict:  # type: ignore[type-arg]
    """The session of a phone, as it lies in the database."""
    row = service.db.one("SELECT state FROM session WHERE phone = :phone", phone=phone.number)
    assert row is not None
    return orjson.loads(row["state"])["session"]  # type: ignore[no-any-return]


def meanings(state: dict) -> dict[str, list]:  # type: ignore[type-arg]
    """What the digits on the phone mean."""
    seen = state["parts"][state["part"]][1]
    digits = {str(number): way for number, way in enumerate(state["choices"][:seen], 1)}
    if state["part"] < len(state["parts"]) - 1:
        digits["98"] = ["<more>", None, None]
    return digits


def note(walk: Walk, phone: Phone, state: dict) -> None:  # type: ignore[type-arg]
    """Look at a page: it offers what is declared, and each part of it fits."""
    name = state["screen"]
    walk.screens[name] = walk.screens.get(name, 0) + 1
    assert not phone.screen.text.startswith(phone.word("Sorry, something went wrong on our side.")), name
    ways = set(menu.ways[name])
    for to, do, _value in state["choices"]:
        assert to in ways, f"{name} offers {to}, which it does not declare"
        assert do is None or do in menu.actions, f"{name} does {do}"
        if do:
            walk.actions.add(do)
    if state["asks"]:
        assert state["asks"][0] in ways, f"{name} asks on to {state['asks'][0]}, which it does not declare"
        walk.actions.add(state["asks"][1])
    for index, (text, _seen) in enumerate(state["parts"]):
        encoding, length = measure(text)
        assert length <= (160 if encoding == "gsm7" else 70), f"{name}, part {index}: {length} of {text!r}"
        assert text == fold(text), name
        assert index == len(state["parts"]) - 1 or re.search(r"^98 ", text, re.MULTILINE), name
        walk.pages.append((name, text))


def test_every_screen_is_met_and_every_action_offered(walked: tuple[Walk, Service, str]) -> None:
    walk, service, language = walked
    never = {"job_gone"}  # needs a vacancy that is filled in the middle of a call: played in the tests of jobs
    never.add("report_many")  # needs a day of reports: played in the tests of reporting
    never.add("change_refused")  # needs a limit that is reached before the last key: played in the tests of posting
    if language != "sw":
        never.add("invite_which_hour")  # others count the hours from midnight
    if len(service.market.pay.periods) == 1:
        never |= {"post_period", "look_into_place"}  # there is nothing to ask, and nowhere to look into
    assert set(menu.screens) - set(walk.screens) <= never
    assert set(menu.actions) - walk.actions <= never
    assert walk.steps < MOST_STEPS


def test_every_page_is_in_the_language_of_the_person(walked: tuple[Walk, Service, str]) -> None:
    walk, _service, language = walked
    english = source_texts(language)
    assert (len(english) > 80) == (language in ("sw", "fr"))  # the made-up market has no catalogues
    for name, page in walk.pages:
        for text in english - NAMES.get(name, set()):
            assert not re.search(rf"(^|\W){re.escape(text)}(\W|$)", page), f"{name}: {text!r} in {page!r}"


def test_only_a_script_of_its_own_needs_the_dearer_alphabet(walked: tuple[Walk, Service, str]) -> None:
    walk, _service, language = walked
    dear = {name for name, page in walk.pages if measure(page).encoding == "ucs2"}
    assert bool(dear - {"language", "my_language", "business_language"}) == (language == "am")


def source_texts(language: str) -> set[str]:
    """The texts of screens that are another in this language, up to the first value in them; single words aside."""
    found = set()
    for path in (pathlib.Path(menu.screens["home"].__code__.co_filename).parent.parent).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "marked"):
                if isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
    translated = catalogue(language)
    texts = {fold(text.split("{")[0]).strip() for text in found if translated.gettext(text) != text}
    return {text for text in texts if len(text) > 5}
