"""Push: each operation counts once, is answered on its own, and its result makes the copy what the server has."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import applications, caseload, changes, consent, copies, profiles
from core.database import Database, Row, open_database
from core.errors import ConflictError, InvalidError
from core.market import Market
from messages import opt_outs
from sync import conflicts, push, quarantine, requests
from sync.documents import COLLECTIONS
from sync.push import SLICE
from tests.core.makers import ELSEWHERE, LORRY_DRIVER, NOW, PHONE, TOWN, WELDER, open_vacancy
from tests.core.makers import person as registered
from tests.sync.makers import MINE, Copy, Tablet, by_phone, new_id, tablet, told, waiting


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


def people(db: Database) -> int:
    """How many people there are."""
    return int(db.all("SELECT count(*) AS count FROM profile")[0]["count"])


def visit_operations(amina: Tablet, count: int) -> tuple[str, list[Row]]:
    """A visit that is made and then counted up by one, again and again, all in one go."""
    visit = new_id()
    first = amina.operation("visits", visit, 0, place=TOWN)
    return visit, [first, *(amina.operation("visits", visit, 0, people_met={"add": 1}) for _ in range(count))]


def test_each_operation_is_answered_on_its_own_in_the_order_sent(db: Database, amina: Tablet) -> None:
    person, note = new_id(), new_id()
    results = amina.push(
        amina.operation("profiles", person, 0, **MINE),
        amina.operation("frogs", "x", 0, colour="green"),
        amina.operation("notes", note, 0, profile_id=person, text="Met under the tree"),
        amina.operation("notes", new_id(), 0, profile_id=new_id(), text="Nobody knows"),
    )
    assert [(each["n"], each["status"], each.get("reason")) for each in results] == [
        (1, "applied", None),
        (2, "refused", "unknown_collection"),
        (3, "applied", None),
        (4, "refused", "unknown_document"),
    ]
    assert amina.shown("notes", note)["text"] == "Met under the tree"


def test_what_is_sent_again_is_answered_as_before_and_changes_nothing(db: Database, amina: Tablet) -> None:
    visit, operations = visit_operations(amina, 3)
    operations.append(amina.operation("profiles", new_id(), 0, **MINE))
    operations.append(amina.operation("visits", visit, 0, place="nowhere"))
    first = amina.push(*operations)
    assert amina.push(*operations) == first
    assert amina.push(*operations[2:]) == first[2:]
    assert amina.shown("visits", visit)["people_met"] == 3
    assert people(db) == 1
    assert waiting(db) == [("place", "nowhere", "unknown_place")]


def test_what_is_new_among_what_is_sent_again_is_applied(amina: Tablet) -> None:
    visit, operations = visit_operations(amina, 2)
    first = amina.push(*operations)
    more = amina.operation("visits", visit, 3, people_met={"add": 5})
    assert amina.push(*operations, more) == [*first, {"n": 4, "status": "applied", "version": 4}]
    assert amina.shown("visits", visit)["people_met"] == 7


def test_an_answer_survives_a_server_that_dies_between_two_slices(db: Database, amina: Tablet) -> None:
    visit, operations = visit_operations(amina, 3 * SLICE)
    pauses: list[int] = []

    def die() -> None:
        pauses.append(1)
        if len(pauses) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push.apply(db, amina.market, amina.device, amina.source, operations, NOW, die)
    assert 0 < amina.shown("visits", visit)["people_met"] < 3 * SLICE
    results = amina.push(*operations)
    assert [each["version"] for each in results] == list(range(1, 3 * SLICE + 2))
    assert amina.shown("visits", visit)["people_met"] == 3 * SLICE


def test_somebody_may_come_in_between_two_slices(db: Database, amina: Tablet) -> None:
    _visit, operations = visit_operations(amina, 2 * SLICE)
    seen: list[int] = []
    push.apply(db, amina.market, amina.device, amina.source, operations, NOW, lambda: seen.append(changes.position(db)))
    assert len(seen) == 3
    assert seen == sorted(set(seen))


def test_what_a_phone_changes_between_two_slices_counts(db: Database, market: Market, amina: Tablet) -> None:
    person = amina.register()
    operations = [amina.operation("profiles", person, 1, experience="none") for _ in range(2 * SLICE)]

    def dial() -> None:
        if amina.shown("profiles", person)["experience"] == "none":
            by_phone(db, market, person, experience="over_5")

    results = push.apply(db, market, amina.device, amina.source, operations, NOW, dial)
    assert ["lost" in each for each in results] == [False] * SLICE + [True] * SLICE
    assert amina.shown("profiles", person)["experience"] == "over_5"


def test_two_requests_of_one_copy_that_race_are_applied_once(database_url: str, market: Market) -> None:
    with closing(open_database(database_url, threads=8)) as db:
        amina = tablet(db, market)
        visit, operations = visit_operations(amina, 4 * SLICE)
        gate = threading.Barrier(4)

        def send(_number: int) -> list[Row]:
            gate.wait()
            return amina.push(*operations)

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(send, range(4)))
        assert all(answer == answers[0] for answer in answers)
        assert amina.shown("visits", visit)["people_met"] == 4 * SLICE
        assert waiting(db) == []


def test_a_number_whose_result_was_forgotten_is_refused_as_gone_and_kept(db: Database, amina: Tablet) -> None:
    visit, operations = visit_operations(amina, 2)
    amina.push(*operations)
    db.run("DELETE FROM operation WHERE number = 2")
    again = amina.push(*operations)
    assert [each["status"] for each in again] == ["applied", "refused", "applied"]
    assert again[1] == {"n": 2, "status": "refused", "reason": "gone"}
    assert amina.push(*operations) == again
    assert amina.shown("visits", visit)["people_met"] == 2
    assert waiting(db) == [("", {"people_met": {"add": 1}}, "gone")]


def test_numbers_may_be_left_out(amina: Tablet) -> None:
    amina.number = 41
    person = amina.register()
    amina.number = 700
    assert amina.send("profiles", person, 1, experience="3_to_5") == {"n": 701, "status": "applied", "version": 2}


def test_a_source_of_another_officer_is_refused(db: Database, market: Market, amina: Tablet) -> None:
    amina.register()
    baraka = replace(tablet(db, market, "baraka"), source=amina.source, number=7)
    with pytest.raises(InvalidError, match="source_taken"):
        baraka.send("visits", new_id(), 0, place=TOWN)
    assert db.all("SELECT id FROM visit") == []


def test_a_copy_that_calls_itself_like_a_person_speaks_for_nobody(db: Database, market: Market, amina: Tablet) -> None:
    person = amina.register()
    by_phone(db, market, person, experience="over_5")
    for name in ("person", "staff"):
        impostor = replace(amina, source=name, number=0)
        assert impostor.send("profiles", person, 1, experience="none")["lost"] == ["experience"]
    assert amina.shown("profiles", person)["experience"] == "over_5"


def test_a_refused_operation_waits_for_staff_with_all_that_is_known_of_it(db: Database, amina: Tablet) -> None:
    amina.send("profiles", new_id(), 3, name="Nobody Known")
    [row] = quarantine.waiting(db)
    assert (row["device_id"], row["officer"], row["at"]) == (amina.device.id, "amina", NOW)
    assert (row["collection"], row["base"], row["field"], row["reason"]) == ("profiles", 3, "", "unknown_document")
    assert row["value"] == {"name": "Nobody Known"}


def test_a_removal_that_is_refused_is_kept_too(db: Database, amina: Tablet) -> None:
    person = amina.register()
    assert amina.remove("profiles", person, 1)["reason"] == "read_only"
    assert amina.remove("consents", f"{person}.service", 0)["reason"] == "read_only"
    assert amina.remove("vacancies", "10018", 2)["reason"] == "read_only"
    assert waiting(db) == [("", None, "read_only")] * 3


def test_an_id_that_is_none_is_refused(db: Database, amina: Tablet) -> None:
    results = amina.push(
        amina.operation("profiles", "7", 0, **MINE),
        amina.operation("consents", f"{new_id()}.marketing", 0, given=1),
        amina.operation("visits", new_id().upper(), 0, place=TOWN),
    )
    assert [(each["reason"], each["invalid"]) for each in results] == [("invalid", {"id": "malformed_id"})] * 3
    assert len(waiting(db)) == 3


def test_what_the_database_refuses_each_time_is_kept_and_holds_up_nothing(db: Database, amina: Tablet) -> None:
    person = amina.register()
    db.run("CREATE UNIQUE INDEX one_of_each ON note (text)")
    notes = [new_id() for _ in range(3)]
    texts = ["Comes often", "Comes often", "Asks for tools"]
    results = amina.push(
        *(
            amina.operation("notes", note, 0, profile_id=person, text=text)
            for note, text in zip(notes, texts, strict=True)
        )
    )
    assert [(each["status"], each.get("reason")) for each in results] == [
        ("applied", None),
        ("refused", "invalid"),
        ("applied", None),
    ]
    assert waiting(db) == [("", {"profile_id": person, "text": "Comes often"}, "invalid")]
    assert [amina.held("notes", note) is not None for note in notes] == [True, False, True]


def test_all_that_a_revoked_tablet_sends_is_refused_and_kept(db: Database, amina: Tablet) -> None:
    person, visit = amina.register(), new_id()
    lost = replace(amina, device=replace(amina.device, revoked=True))
    results = lost.push(
        lost.operation("profiles", person, 1, experience="none"),
        lost.operation("profiles", new_id(), 0, **MINE),
        lost.operation("visits", visit, 0, place=TOWN),
        lost.removal("visits", visit, 1),
    )
    assert [(each["status"], each["reason"]) for each in results] == [("refused", "revoked")] * 4
    assert [reason for _field, _value, reason in waiting(db)] == ["revoked"] * 4
    assert amina.shown("profiles", person)["version"] == 1


def test_what_a_tablet_sent_before_it_was_revoked_is_answered_as_then(amina: Tablet) -> None:
    operation = amina.operation("profiles", new_id(), 0, **MINE)
    [result] = amina.push(operation)
    lost = replace(amina, device=replace(amina.device, revoked=True))
    assert lost.push(operation) == [result]


def test_an_erased_person_is_gone_and_nothing_of_them_is_left(db: Database, market: Market, amina: Tablet) -> None:
    person, note, alias = amina.register(), new_id(), new_id()
    amina.send("profiles", alias, 0, **MINE)
    first = [
        amina.operation("notes", note, 0, profile_id=person, text="Lost her tools"),
        amina.operation("profiles", person, 1, experience="no such", name="Nyokabi"),
        amina.operation("profiles", person, 1, name="Wanja", phones=["+254700000001"]),
    ]
    amina.push(*first)
    by_phone(db, market, person, name="Wanjiku A")
    amina.send("profiles", person, 1, name="Njeri")
    standing = profiles.by_id(db, person)
    assert standing is not None
    profiles.erase(db, market, standing, NOW)

    late = amina.push(
        amina.operation("profiles", person, 2, name="Njambi"),
        amina.operation("profiles", alias, 0, **MINE),
        amina.operation("consents", f"{person}.service", 0, given=1, words="Njambi agrees"),
        amina.operation("notes", note, 1, text="Njambi found them"),
        amina.operation("notes", new_id(), 0, profile_id=alias, text="Njambi again"),
        amina.operation("applications", new_id(), 0, profile_id=person, vacancy_id="10018", words="Njambi"),
    )
    assert {(each["status"], each["reason"]) for each in late} == {("refused", "gone")}
    assert {(each["status"], each["reason"]) for each in amina.push(*first)} == {("refused", "gone")}
    lost = replace(amina, device=replace(amina.device, revoked=True))
    assert lost.send("profiles", person, 2, name="Njambi")["reason"] == "revoked"

    left = repr(db.all("SELECT * FROM quarantine")) + repr(db.all("SELECT * FROM operation"))
    for word in ("Wanj", "Nj", "Nyokabi", "tools", "+2547", TOWN):
        assert word not in left
    assert len(waiting(db)) == 7


def test_of_somebody_whom_staff_registered_from_a_refused_operation_nothing_is_left_either(
    db: Database, market: Market, amina: Tablet
) -> None:
    registered(db, market, PHONE)
    person = new_id()
    lost = replace(amina, device=replace(amina.device, revoked=True))
    lost.push(
        lost.operation("profiles", person, 0, **MINE),
        lost.operation("notes", new_id(), 0, profile_id=person, text="Lost her tools"),
    )
    known = amina.another().register(person)
    assert known != person
    standing = profiles.by_id(db, known)
    assert standing is not None
    profiles.erase(db, market, standing, NOW)
    assert waiting(db) == []


def test_tablets_tell_nobody_the_time(db: Database, market: Market, amina: Tablet) -> None:
    late, early = replace(amina.another(), now=NOW), replace(amina.another(), now=NOW)
    person = amina.register()
    note = new_id()
    late.send("notes", note, 0, profile_id=person, text="Written in 1970", written_at=1)
    assert early.send("notes", note, 1, text="Later, by an earlier clock", written_at=0)["status"] == "applied"
    assert late.send("notes", note, 1, text="First, by a later clock", written_at=4_000_000_000)["lost"] == [
        "text",
        "written_at",
    ]
    assert late.shown("notes", note)["text"] == "Later, by an earlier clock"


# What hypothesis plays: two tablets of one officer and the person's phone, about one person and one visit.

VALUES: dict[str, list[Any]] = {
    "name": ["Wanjiku Atieno", "Wanjiku Atieno Mwangi", "  Njeri   Otieno "],
    "experience": ["none", "3_to_5", "over_5", "a lot", None],
    "occupation": [WELDER, LORRY_DRIVER],
    "place": [TOWN, ELSEWHERE, "nowhere"],
    "least_pay": [0, 9_000, -1],
    "skills": [
        {"add": ["mig"]},
        {"add": ["  tig "], "remove": ["mig"]},
        {"add": [], "remove": ["tig"]},
        ["mig", "driving"],
        [],
    ],
    "phones": [{"add": ["second"]}, {"add": [], "remove": ["second"]}, ["first", "third"], ["second", "third"]],
    "shoe_size": [41, 42, None],
    "tools": [{"add": 3}, ["own"]],
    "status": ["active", "gone"],
}
VISIT: dict[str, list[Any]] = {
    "people_met": [{"add": 3}, {"add": -1}, 7],
    "purpose": ["Market day", "Chief's baraza", None],
    "done_at": [NOW, NOW + 60, None],
    "met": [["person"], {"add": ["alias"], "remove": ["person"]}, []],
    "weather": ["rain", "sun"],
}
BY_PHONE: dict[str, list[Any]] = {
    "experience": ["1_to_2", "none"],
    "least_pay": [15_000],
    "skills": [["mig"], ["cooking", "tig"]],
    "name": ["Wanjiku A"],
    "alerts": ["off", "daily"],
    "service": ["0", "1"],
    "left": ["second", "third"],
}
NUMBERS = itertools.count()  # of phones: each person that is played has others
WHO = st.integers(0, 1)


# The pool of connections takes random numbers in a thread of its own, and hypothesis believes that its strategies do.
POOL_THREADS = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")


def fields_of(values: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """One to three fields with values."""
    names = st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: st.sampled_from(values[name]) for name in chosen}))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("profiles"), WHO, fields_of(VALUES)),
        st.tuples(st.just("visits"), WHO, fields_of(VISIT)),
        st.tuples(st.just("removal"), WHO, st.none()),
        st.tuples(
            st.just("consents"),
            WHO,
            fields_of({"given": [0, 1], "often": ["daily", "weekly"], "language": ["en", "sw"]}),
        ),
        st.tuples(st.just("applications"), WHO, fields_of({"status": ["applied", "withdrawn", "hired"], "why": [1]})),
        st.tuples(st.just("notes"), WHO, fields_of({"text": ["Came", "Came again"], "mood": [1, 2]})),
        st.tuples(st.just("phone"), st.just(2), fields_of(BY_PHONE)),
        st.tuples(st.just("office"), WHO, st.sampled_from(["seen", "hired", "accept"])),
        st.tuples(st.just("push"), WHO, st.none()),
        st.tuples(st.just("pull"), WHO, st.none()),
    ),
    min_size=20,
    max_size=40,
)


@dataclass
class Player:
    """A tablet with the copy that its officer sees, and what waits on it."""

    tablet: Tablet
    person: str
    visit: str
    application: str
    note: str
    copy: Copy = field(default_factory=Copy)
    waiting: list[Row] = field(default_factory=list)

    def do(self, collection: str, needed: dict[str, Any], fields: dict[str, Any]) -> None:
        """Make or change the document of the collection that is played with."""
        purpose = "alerts" if "often" in fields or self.tablet.number % 2 else "service"
        document = {
            "profiles": self.person,
            "consents": f"{self.person}.{purpose}",
            "visits": self.visit,
            "applications": self.application,
            "notes": self.note,
        }[collection]
        if not self.copy.version(collection, document):
            whom = {"profile_id": self.person} if collection in ("applications", "notes") else {}
            fields = {**needed, **whom, **fields}
        self.work(collection, document, fields)

    def work(self, collection: str, document: str, fields: dict[str, Any] | None) -> None:
        """Do something offline, which waits until the next push."""
        base = self.copy.version(collection, document)
        if fields is not None:
            self.waiting.append(self.tablet.operation(collection, document, base, **fields))
        elif base:
            self.waiting.append(self.tablet.removal(collection, document, base))

    def push(self) -> None:
        """Send what waits; afterwards the copy is what the server has."""
        operations, self.waiting = self.waiting, []
        results = self.tablet.push(*operations)
        answered = set()
        for operation, result in zip(operations, results, strict=True):
            self.copy.answered(operation, result)
            if result["status"] == "refused":
                continue
            document = str(result.get("id", operation["id"]))
            answered.add((operation["collection"], document, result["version"]))
            self._lost_nothing(operation, result)
            if operation["collection"] == "profiles":
                self.person = document
            elif operation["collection"] == "applications":
                self.application = document
        copies.fill(self.tablet.db, self.tablet.device.officer_id)
        for collection, document in {each[:2] for each in answered}:
            held = self.tablet.held(collection, document)
            if held and (collection, document, held["version"]) not in answered:
                # Consent to alerts changes the profile: of that a record tells.
                assert collection == "profiles"
                self.copy.recorded(collection, document, held.pop("version"), held)
            shown = told(self.tablet.held(collection, document))
            assert self.copy.fields(collection, document) == shown, (operations, results)

    def pull(self, known: str) -> None:
        """Bring the copy up to date, as records do."""
        if self.person != known:  # it has yet to hear whom it registered
            return
        rows = self.tablet.db.all(
            "SELECT collection, document, version, body FROM changes WHERE bucket = :bucket",
            bucket=changes.caseload(self.tablet.device.officer_id),
        )
        for row in rows:
            self.copy.recorded(row["collection"], row["document"], row["version"], orjson.loads(row["body"]))

    def _lost_nothing(self, operation: Row, result: Row) -> None:
        """What is not taken waits for staff."""
        for name in result.get("lost", ()):
            rows = self.tablet.db.all(
                "SELECT value FROM quarantine WHERE device_id = :device AND base = :base AND field = :field",
                device=self.tablet.device.id,
                base=operation["base"],
                field=name,
            )
            kept = [orjson.loads(row["value"]) for row in rows]
            exactly = name in operation["fields"] and name not in ("name", "phones")
            assert operation["fields"][name] in kept if exactly else kept, (operation, result)


def play(db: Database, market: Market, steps: list[tuple[str, int, Any]], phones: list[str]) -> None:
    """Play the steps, about a person who registered on a phone before, and compare after each push."""
    known = registered(db, market, phones[0], occupation=None, experience=None)
    consent.record(db, known, "service", True, "sw", "ussd", NOW)
    vacancy = open_vacancy(db, market)
    officer, visit, note = f"officer {new_id()}", new_id(), new_id()
    players = [Player(tablet(db, market, officer), new_id(), visit, new_id(), note) for _ in range(2)]
    alias = players[0].person
    words = {
        **dict(zip(("first", "second", "third"), phones, strict=True)),
        **{"person": known["id"], "alias": alias},
    }
    needed = {
        "visits": {"place": TOWN},
        "applications": {"vacancy_id": vacancy["reference"]},
        "notes": {"text": "First"},
    }
    for player in players:
        player.work("profiles", player.person, {**MINE, "phones": phones[:1], "language": "en", "shoe_size": 40})
    for kind, who, fields in steps:
        player = players[who % 2]
        if kind == "phone":
            use_phone(db, market, known["id"], said(fields, words))
        elif kind == "office":
            use_office(db, market, known["id"], fields)
        elif kind == "push":
            player.push()
        elif kind == "pull":
            player.pull(known["id"])
        elif kind == "removal":
            player.work("notes", note, None)
        else:
            player.do(kind, needed.get(kind, {}), said(fields, words))
    for player in players:
        player.push()


def said(value: Any, words: dict[str, str]) -> Any:
    """A value with the words in it that stand for numbers and ids of this play."""
    if isinstance(value, dict):
        return {name: said(each, words) for name, each in value.items()}
    if isinstance(value, list):
        return [said(each, words) for each in value]
    return words.get(value, value) if isinstance(value, str) else value


def use_phone(db: Database, market: Market, known: str, fields: dict[str, Any]) -> None:
    """The person changes something on the own phone."""
    for name, value in fields.items():
        profile = profiles.by_id(db, known)
        assert profile is not None
        if name == "alerts":
            opt_outs.set_alerts(db, market, profile, value, NOW, "sw", "sms")
        elif name == "service":
            consent.record(db, profile, "service", value == "1", "sw", "ussd", NOW)
        elif name == "left":
            profiles.leave_phone(db, value, profile, NOW)
        else:
            profiles.change(db, market, profile, NOW, **{name: value})


def use_office(db: Database, market: Market, known: str, decision: str) -> None:
    """The employer says something to an application, or staff accept what waits, as far as that can be."""
    if decision != "accept":
        for application in db.all("SELECT id FROM application WHERE profile_id = :id ORDER BY id", id=known):
            applications.decide(db, market, application["id"], decision, NOW)
        return
    for row in db.all("SELECT id FROM quarantine WHERE profile_id = :id AND state = 'waiting' ORDER BY id", id=known):
        with suppress(InvalidError):
            conflicts.accept(db, market, quarantine.by_id(db, row["id"]), "staff", NOW)


@POOL_THREADS
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_result_makes_the_copy_what_the_server_has(
    db: Database, market: Market, steps: list[tuple[str, int, Any]]
) -> None:
    play(db, market, steps, [f"+2547{10_000_000 + next(NUMBERS)}" for _ in range(3)])


def json_values() -> st.SearchStrategy[Any]:
    """Any JSON value, also such as no column takes."""
    plain = st.one_of(
        st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), st.text(max_size=20)
    )
    return st.recursive(
        plain,
        lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3),
        max_leaves=6,
    )


def anything(ids: list[str]) -> st.SearchStrategy[Row]:
    """What might be an operation."""
    names = sorted({name for each in COLLECTIONS.values() for name in each.fields} | {"", "shoe_size", "id", "version"})
    right = [*(value for values in (VALUES, VISIT) for each in values.values() for value in each), *ids, "10018", 1]
    fields = st.dictionaries(
        st.one_of(st.sampled_from(names), st.text(max_size=50)),
        st.one_of(st.sampled_from(right), json_values()),
        max_size=5,
    )
    what = st.one_of(fields.map(lambda each: {"fields": each}), st.just({"delete": True}))
    head = st.fixed_dictionaries(
        {
            "collection": st.one_of(st.sampled_from(sorted(COLLECTIONS)), st.text(max_size=40)),
            "id": st.one_of(
                st.sampled_from([*ids, *(f"{each}.{purpose}" for each in ids for purpose in ("service", "alerts"))]),
                st.text(min_size=1, max_size=80),
            ),
            "base": st.sampled_from([0, 0, 1, 2, 2**31 - 1]),
        }
    )
    return st.tuples(head, what).map(lambda both: {**both[0], **both[1]})


@POOL_THREADS
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_is_answered_and_what_is_refused_is_kept(
    db: Database, market: Market, data: st.DataObject
) -> None:
    amina = tablet(db, market)
    ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(3)]
    sent = data.draw(st.lists(anything(ids), min_size=1, max_size=12))
    operations = [{"n": number, **each} for number, each in enumerate(sent, start=1)]
    if faults := requests.faults(operations):
        assert all(code for code in faults.values())
        return
    before = len(quarantine.waiting(db, 100_000))
    results = amina.push(*operations)
    assert [each["n"] for each in results] == [each["n"] for each in operations]
    kept = quarantine.waiting(db, 100_000)[before:]
    lost = sum(len(each.get("lost", ())) for each in results)
    assert len(kept) >= lost + sum(each["status"] == "refused" for each in results)
    assert orjson.loads(orjson.dumps(results)) == results


def test_tablets_of_one_officer_that_send_at_once_count_together(database_url: str, market: Market) -> None:
    with closing(open_database(database_url, threads=8)) as db:
        amina = tablet(db, market)
        visit, note, person = new_id(), new_id(), amina.register()
        amina.send("visits", visit, 0, place=TOWN)
        amina.send("notes", note, 0, profile_id=person, text="First")
        crowd = [amina.another() for _ in range(4)]
        gate = threading.Barrier(4)

        def send(one: Tablet) -> list[str]:
            met = [new_id() for _ in range(20)]
            gate.wait()
            for each in met:
                one.send("visits", visit, 1, people_met={"add": 1}, met={"add": [each]})
                one.send("notes", note, 1, **{f"seen_{one.source}": each})
            return met

        with ThreadPoolExecutor(4) as pool:
            met = [each for some in pool.map(send, crowd) for each in some]
        shown = amina.shown("visits", visit)
        assert (shown["people_met"], set(shown["met"]), shown["version"]) == (80, set(met), 81)
        assert len([name for name in amina.shown("notes", note) if name.startswith("seen_")]) == 4
        assert waiting(db) == []


def test_twenty_tablets_and_the_phones_lose_nothing(database_url: str, market: Market) -> None:
    tablets, persons = 20, 5
    with closing(open_database(database_url, threads=24)) as db:
        crowd = [tablet(db, market, f"officer{number % 10}") for number in range(tablets)]
        known = [
            registered(db, market, f"+25471200000{number}", name=f"{name} Atieno")["id"]
            for number, name in enumerate(("Achieng", "Baraka", "Chebet", "Dalila", "Ekiru"))
        ]
        for each in known:
            for one in crowd:
                caseload.join(db, one.device.officer_id, each, NOW)
        versions = {each: int(profiles.by_id(db, each)["version"]) for each in known}  # type: ignore[index]
        visits = {}
        for one in crowd:
            if one.device.officer_id not in visits:
                visits[one.device.officer_id] = new_id()
                one.send("visits", visits[one.device.officer_id], 0, place=TOWN, people_met=0)
        gate = threading.Barrier(tablets + persons)

        def send(number: int) -> list[tuple[Row, Row]]:
            one = crowd[number]
            operations = []
            for turn in range(6):
                for each in known if number % 2 else known[::-1]:
                    operations.append(
                        one.operation(
                            "profiles",
                            each,
                            versions[each],
                            name=f"Name {number} {turn}",
                            skills={"add": [f"skill {number} {turn}"]},
                        )
                    )
                operations.append(one.operation("visits", visits[one.device.officer_id], 1, people_met={"add": 1}))
            gate.wait()
            return list(zip(operations, one.push(*operations), strict=True))

        def dial(number: int) -> None:
            gate.wait()
            for turn in range(20):
                while True:
                    try:
                        by_phone(db, market, known[number], least_pay=10_000 + turn)
                        break
                    except ConflictError:
                        continue

        with ThreadPoolExecutor(tablets + persons) as pool:
            sent = [pool.submit(send, number) for number in range(tablets)]
            dialled = [pool.submit(dial, number) for number in range(persons)]
            for call in dialled:
                call.result()
            answers = [pair for each in sent for pair in each.result()]
        assert {result["status"] for _operation, result in answers} <= {"applied", "merged", "conflict"}
        kept = db.all("SELECT document, value FROM quarantine WHERE field = 'name'")
        waits = {(row["document"], orjson.loads(row["value"])) for row in kept}
        assert len(kept) == len(waits)
        for each in known:
            shown = crowd[0].shown("profiles", each)
            assert shown["least_pay"] == 10_019
            mine = [(operation, result) for operation, result in answers if operation["id"] == each]
            assert set(shown["skills"]) == {operation["fields"]["skills"]["add"][0] for operation, _result in mine}
            versions_told = [result["version"] for _operation, result in mine]
            assert len(set(versions_told)) == len(versions_told)
            names = {operation["fields"]["name"] for operation, _result in mine}
            lost = {operation["fields"]["name"] for operation, result in mine if "name" in result.get("lost", ())}
            assert {name for document, name in waits if document == each} == lost
            # Of one tablet alone every name was taken, each in the place of the one before.
            assert len({name.split()[1] for name in names - lost}) == 1
            assert shown["name"] == max(names - lost)
        for officer_id, visit in visits.items():
            counted = [one for one in crowd if one.device.officer_id == officer_id]
            assert counted[0].shown("visits", visit)["people_met"] == 6 * len(counted)
