"""Whatever happens to lines, scopes, clocks and the server: in the end every copy is what the server has."""

import contextlib
import itertools
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from core import audit, backup, caseload, copies, moderation, officers, profiles, vacancies
from core.database import Row
from core.errors import InvalidError
from sync import conflicts, devices, quarantine, snapshots
from tests.conversation import Service, settings_for
from tests.core.makers import LORRY_DRIVER, TOWN, WELDER
from tests.tablet import LineCutError, Tablet

PLACES = [TOWN, "001.001", "003"]
PEOPLE = [
    (f"{name} {family}", f"+2547{index}2345678")
    for index, (name, family) in enumerate(itertools.product(("Wanjiku", "Otieno"), ("Mwangi", "Achieng", "Kamau")))
]
VALUES: dict[str, list[Any]] = {
    "experience": ["none", "under_1", "1_to_2", "3_to_5", "over_5"],
    "occupation": [WELDER, LORRY_DRIVER],
    "place": [TOWN, "001.001"],
    "birth_year": [1990, 1991],
    "skills": [["mig"], ["mig", "tig"], ["driving"], []],
    "shoe_size": [40, 41, 42],  # only tablets know
}
SHOPS = [("Juhudi Works", "+254733111222"), ("Baraka Stores", "+254733111333")]
TITLES = ["Welder for gates", "Helper"]
WISHES: dict[str, list[Any]] = {
    "title": TITLES,
    "posts": [1, 2, 11],  # more than an employer of whom nothing is known may have
    "skills": [["mig"], ["mig", "tig"], []],
    "contact_name": ["Asha"],  # can be told only once
    "shelf": [1, 2],  # only tablets know
}
STAFF = audit.staff("s-1")
TWO_DAYS, TWO_WEEKS = 2 * 86_400, 14 * 86_400


class Crowd(RuleBasedStateMachine):
    """Three tablets of two officers, a phone, staff, and a line that breaks."""

    folder: Path
    template: Path
    numbers = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        path = self.folder / f"{next(self.numbers)}.db"
        shutil.copyfile(self.template, path)
        self.path = path
        self.service = Service(settings_for(f"sqlite:///{path}"))
        self.random = random.Random(7)
        self.cut_next: tuple[str, float] | None = None
        self.kept_backup: Path | None = None
        self.asked = 0
        self.lost = 0

    @initialize()
    def begin(self) -> None:
        db, market = self.service.db, self.service.market
        self.officers = [officers.add(db, market, name, PLACES[:1], self.service.now) for name in ("amina", "baraka")]
        self.tablets = [self._tablet(self.officers[0]), self._tablet(self.officers[0]), self._tablet(self.officers[1])]
        self.tablets[1].clock_ms = (self.service.now - TWO_DAYS) * 1000
        self.tablets[2].clock_ms = (self.service.now + TWO_DAYS) * 1000
        # Two of the people are the same on all tablets: what follows is about them more often than not.
        for who, person in itertools.product((0, 2), PEOPLE[:2]):
            self.register(who, person)
        for tablet in (*self.tablets, self.tablets[0]):
            tablet.sync()

    def teardown(self) -> None:
        try:
            if hasattr(self, "tablets"):
                self._level()
        finally:
            self.service.close()

    @rule(who=st.integers(0, 2), person=st.sampled_from(PEOPLE))
    def register(self, who: int, person: tuple[str, str]) -> None:
        name, phone = person
        self.tablets[who].create("profiles", name=name, phones=[phone], birth_year=1990, language="sw")

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9), data=st.data())
    def edit(self, who: int, pick: int, data: st.DataObject) -> None:
        tablet = self.tablets[who]
        if known := sorted(tablet.documents("profiles")):
            field = data.draw(st.sampled_from(sorted(VALUES)))
            value = data.draw(st.sampled_from(VALUES[field]))
            tablet.change("profiles", known[pick % len(known)], **{field: value})

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9), given=st.integers(0, 1))
    def consent(self, who: int, pick: int, given: int) -> None:
        tablet = self.tablets[who]
        if known := sorted(tablet.documents("profiles")):
            tablet.change("consents", f"{known[pick % len(known)]}.service", given=given)

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9))
    def note(self, who: int, pick: int) -> None:
        tablet = self.tablets[who]
        if known := sorted(tablet.documents("profiles")):
            tablet.create("notes", profile_id=known[pick % len(known)], text="Met under the tree")

    @rule(who=st.integers(0, 2), met=st.integers(0, 3))
    def visit(self, who: int, met: int) -> None:
        self.tablets[who].create("visits", place=PLACES[0], people_met=met)

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9), away=st.booleans())
    def revisit(self, who: int, pick: int, away: bool) -> None:
        tablet = self.tablets[who]
        if known := sorted(tablet.documents("visits")):
            document = known[pick % len(known)]
            if away:
                tablet.remove("visits", document)
            else:
                tablet.change("visits", document, done_at=self.service.now)

    @rule(who=st.integers(0, 2), shop=st.sampled_from(SHOPS), title=st.sampled_from(TITLES))
    def order(self, who: int, shop: tuple[str, str], title: str) -> None:
        told = {"employer": shop[0], "phone": shop[1], "title": title, "occupation": WELDER, "place": TOWN}
        self.tablets[who].create("job_orders", **told, deadline=self.service.now + TWO_WEEKS)

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9), data=st.data())
    def reorder(self, who: int, pick: int, data: st.DataObject) -> None:
        tablet = self.tablets[who]
        if known := sorted(tablet.documents("job_orders")):
            document = known[pick % len(known)]
            if data.draw(st.booleans()):
                tablet.remove("job_orders", document)
            else:
                field = data.draw(st.sampled_from(sorted(WISHES)))
                tablet.change("job_orders", document, **{field: data.draw(st.sampled_from(WISHES[field]))})

    @rule(pick=st.integers(0, 9), verdict=st.sampled_from(["approve", "hold", "refuse", "fill", "rename"]))
    def moderate(self, pick: int, verdict: str) -> None:
        db, market, now = self.service.db, self.service.market, self.service.now
        rows = db.all("SELECT vacancy_id, employer_id FROM job_order JOIN vacancy ON vacancy.id = vacancy_id")
        if not rows:
            return
        vacancy, employer = (row := rows[pick % len(rows)])["vacancy_id"], row["employer_id"]
        with contextlib.suppress(InvalidError):  # it has ended
            if verdict == "fill":
                vacancies.end(db, market, vacancy, "filled", now)
            elif verdict == "rename":
                moderation.rename(db, market, employer, f"Works {pick}", STAFF, now)
            elif verdict == "approve":
                moderation.approve(db, market, vacancy, STAFF, now)
            else:
                stop = moderation.hold if verdict == "hold" else moderation.refuse
                stop(db, market, vacancy, STAFF, "other", now)

    @rule(pick=st.integers(0, 9), drops=st.booleans())
    def decide(self, pick: int, drops: bool) -> None:
        db, now = self.service.db, self.service.now
        if rows := db.all("SELECT id FROM quarantine WHERE state IN ('waiting', 'sent_back') ORDER BY id"):
            decide = conflicts.drop if drops else conflicts.send_back
            decide(db, quarantine.by_id(db, rows[pick % len(rows)]["id"]), STAFF, now, "Which?")

    @rule(who=st.integers(0, 2), pick=st.integers(0, 9))
    def look_at(self, who: int, pick: int) -> None:
        tablet = self.tablets[who]
        if known := sorted(tablet.documents("conflicts")):
            tablet.remove("conflicts", known[pick % len(known)])

    @rule(person=st.sampled_from(PEOPLE), data=st.data())
    def phone(self, person: tuple[str, str], data: st.DataObject) -> None:
        db, market, now = self.service.db, self.service.market, self.service.now
        profile = next(iter(profiles.of_phone(db, person[1])), None) or profiles.begin(db, market, person[1], "sw", now)
        field = data.draw(st.sampled_from(["experience", "birth_year", "skills"]))
        profiles.change(db, market, profile, now, **{field: data.draw(st.sampled_from(VALUES[field]))})

    @rule(title=st.sampled_from(["Welder", "Cook"]), place=st.sampled_from(PLACES))
    def vacancy(self, title: str, place: str) -> None:
        opened = self.service.open(title, WELDER, place)
        if self.random.random() < 0.4:
            vacancies.end(self.service.db, self.service.market, opened["id"], "filled", self.service.now)

    @rule(who=st.integers(0, 1), places=st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))
    def move(self, who: int, places: list[str]) -> None:
        officer = officers.by_id(self.service.db, self.officers[who]["id"])
        officers.move(self.service.db, self.service.market, officer, places, self.service.now)

    @rule(who=st.integers(0, 1), pick=st.integers(0, 9), joins=st.booleans())
    def assign(self, who: int, pick: int, joins: bool) -> None:
        db, officer = self.service.db, self.officers[who]["id"]
        people = db.all("SELECT id FROM profile WHERE status <> 'erased' ORDER BY id")
        if people and joins:
            caseload.join(db, officer, people[pick % len(people)]["id"], self.service.now)
        elif people:
            caseload.leave(db, officer, people[pick % len(people)]["id"])

    @rule(bucket=st.sampled_from(["vacancies/047", "reference"]))
    def snapshot(self, bucket: str) -> None:
        snapshots.build(self.service.db, bucket, self.service.now)

    @rule(pick=st.integers(0, 9))
    def erase(self, pick: int) -> None:
        people = self.service.db.all("SELECT id FROM profile WHERE status <> 'erased' ORDER BY id")
        if people and pick < 2:
            profile = profiles.by_id(self.service.db, people[pick % len(people)]["id"])
            assert profile
            profiles.erase(self.service.db, self.service.market, profile, self.service.now)

    @rule(who=st.integers(0, 2), how=st.sampled_from(["whole", "before", "answer"]), share=st.floats(0, 1))
    def sync(self, who: int, how: str, share: float) -> None:
        self.cut_next = None if how == "whole" else (how, share)
        try:
            self.tablets[who].sync()
        except LineCutError:
            self.lost += 1
        self.cut_next = None

    @rule()
    def back_up(self) -> None:
        self.kept_backup = self.folder / f"{self.path.stem}.{next(self.numbers)}.backup"
        backup.make(f"sqlite:///{self.path}", self.kept_backup)

    @precondition(lambda self: self.kept_backup is not None)
    @rule()
    def restore(self) -> None:
        assert self.kept_backup
        backup.put_back(f"sqlite:///{self.path}", self.kept_backup)

    def _tablet(self, officer: Row) -> Tablet:
        code = devices.invite(self.service.db, officer["id"], self.service.now)
        tablet = Tablet(
            self._line, lambda: UUID(int=self.random.getrandbits(128), version=4), f"copy{self.random.getrandbits(40)}"
        )
        tablet.enrol(code)
        return tablet

    def _line(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        how, share = self.cut_next or ("whole", 1.0)
        self.asked += 1
        if how == "before":
            self.cut_next = None
            raise LineCutError
        answer = self.service.client.open(path, method=method, data=body, headers=headers)
        whole = answer.get_data()
        if how == "answer" and answer.status_code == 200:
            self.cut_next = None
            return 200, whole[: int(len(whole) * share)]
        return answer.status_code, whole

    def _level(self) -> None:
        for _turn in range(3):  # what one sends changes what another has
            for tablet in self.tablets:
                tablet.sync()
        db = self.service.db
        for tablet in self.tablets:
            assert tablet.waiting == []
            officer = officers.by_id(db, tablet.officer)
            assert copies.fill(db, officer["id"]) == 0
            rows = db.all("SELECT bucket, collection, document, version, body FROM changes WHERE removed = 0")
            held = {
                (row["collection"], row["document"]): (row["bucket"], row["version"], plain(orjson.loads(row["body"])))
                for row in rows
                if row["bucket"] in officer["buckets"]
            }
            own = {key: (kept.bucket, kept.version, plain(kept.fields)) for key, kept in tablet.kept.items()}
            assert {key: (own.get(key), held.get(key)) for key in own | held if own.get(key) != held.get(key)} == {}
            numbers = [operation["n"] for operation in tablet.journal]
            assert numbers == sorted(set(numbers))
        self._nothing_twice()

    def _nothing_twice(self) -> None:
        """Each number of each copy has been answered once, and a visit counts each who was met once."""
        for tablet in self.tablets:
            made = [each for each in tablet.journal if each["collection"] == "visits" and not each["base"]]
            met = {each["id"]: each["fields"].get("people_met", 0) for each in made if "fields" in each}
            for document, fields in tablet.documents("visits").items():
                if document in met:
                    assert fields["people_met"] == met[document]


def plain(fields: Row) -> Row:
    """The fields without those that say nothing: what is missing has its default."""
    return {name: value for name, value in fields.items() if value not in (None, [], "")}


@pytest.fixture
def crowd(sqlite_template: Path, tmp_path: Path) -> Iterator[type[Crowd]]:
    class Here(Crowd):
        folder = tmp_path
        template = sqlite_template

    yield Here
    for path in tmp_path.glob("*.db"):  # whatever else happened, the file is whole
        with contextlib.closing(sqlite3.connect(path)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def play(crowd: type[Crowd], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        crowd,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_copy_ends_as_the_server_has_it(crowd: type[Crowd]) -> None:
    play(crowd, examples=25, steps=40)


@pytest.mark.soak
def test_every_copy_ends_as_the_server_has_it_in_many_more_ways(crowd: type[Crowd]) -> None:
    play(crowd, examples=400, steps=80)
