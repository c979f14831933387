"""The schema: a list of steps that is only ever added to, and the one function that applies them.

The text of every step is the dialect that SQLite and PostgreSQL share: ids are text, times whole UTC seconds,
booleans 0 and 1, lists JSON in text.
"""

import importlib.resources
import re
import time
from collections.abc import Callable

import orjson

from core import changes, employers, spelling, vacancies
from core.database import Database
from core.errors import SetupError
from core.ids import new_epoch, reference

Step = Callable[[Database], None]
steps: list[Step] = []


def migration(step: Step) -> Step:
    """Add a step to the end of the list. A step is never edited after a release."""
    steps.append(step)
    return step


def migrate(db: Database) -> list[str]:
    """Bring the database up to date, under a lock. Returns the names of the steps applied.

    Raises SetupError when a newer version has been here already.
    """
    with db.transaction():
        db.lock_migrations()
        db.run("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)")
        todo = pending(db)
        for step in steps:
            if step.__name__ in todo:
                step(db)
                db.run(
                    "INSERT INTO migration (name, applied_at) VALUES (:name, :now)",
                    name=step.__name__,
                    now=int(time.time()),
                )
    return todo


def pending(db: Database) -> list[str]:
    """The names of the steps that the database lacks. Raises SetupError when it has some that we do not know."""
    if "migration" not in db.tables():
        return missing(set())
    return missing({row["name"] for row in db.all("SELECT name FROM migration")})


def missing(applied: set[str]) -> list[str]:
    """The names of the steps that are not among the applied. Raises SetupError when some of those are unknown."""
    known = [step.__name__ for step in steps]
    if strange := sorted(applied.difference(known)):
        raise SetupError(
            f"The database was written by a newer version of Fursa (it has {', '.join(strange)})."
            " Install that version or newer, or restore a backup made with this one. Nothing was changed."
        )
    return [name for name in known if name not in applied]


@migration
def first_call(db: Database) -> None:
    """People, phones, sessions; employers, vacancies, applications; what is told to others."""
    _script(db, "first_call.sql")


@migration
def messages(db: Database) -> None:
    """What leaves us by SMS: texts, the outbox, delivery reports, what was spent."""
    _script(db, "messages.sql")


@migration
def incoming(db: Database) -> None:
    """What people write to us."""
    _script(db, "incoming.sql")


@migration
def alerts(db: Database) -> None:
    """Job alerts: who wants them, rounds, what digits in texts mean, who wants nothing."""
    _script(db, "alerts.sql")


@migration
def queue(db: Database) -> None:
    """When jobs are due, and the credit at gateways."""
    _script(db, "queue.sql")


@migration
def erasure(db: Database) -> None:
    """Whose messages are still to be forgotten, and how they are found."""
    _script(db, "erasure.sql")


@migration
def search(db: Database) -> None:
    """The words of open vacancies, for search; what people typed that nobody understood."""
    _script(db, "search.sql")
    db.add_texts("vacancy_text")
    rows = db.all(
        "SELECT reference, title, skills, employer.name AS employer FROM vacancy"
        " JOIN employer ON employer.id = vacancy.employer_id WHERE status = 'open'"
    )
    db.many(
        "INSERT INTO vacancy_text (rowid, words) VALUES (:number, :words)",
        [
            {
                "number": int(row["reference"]),
                "words": spelling.key(" ".join((row["title"], row["employer"], row["skills"]))),
            }
            for row in rows
        ],
    )


@migration
def matching(db: Database) -> None:
    """The area of each home, and the index that finds people for a vacancy by it."""
    _script(db, "matching.sql")


@migration
def sync(db: Database) -> None:
    """Officers, their tablets, and what these sent."""
    offered = db.all("SELECT bucket, document, body FROM changes WHERE collection = 'vacancies' AND removed = 0")
    known = db.all("SELECT bucket, document, version, body FROM changes WHERE collection = 'employers' AND removed = 0")
    phones: dict[str, list[str]] = {}
    for link in db.all("SELECT profile_id, phone FROM phone_link WHERE until IS NULL ORDER BY since, phone"):
        phones.setdefault(link["profile_id"], []).append(link["phone"])
    _script(db, "sync.sql")
    for profile_id, numbers in phones.items():
        db.run(
            "UPDATE profile SET phones = :phones WHERE id = :id", phones=orjson.dumps(numbers).decode(), id=profile_id
        )
    names = {row["document"]: orjson.loads(row["body"])["name"] for row in known}
    for row in offered:
        document = orjson.loads(row["body"])
        document["id"] = document["reference"]
        document["employer"] = names.get(document["employer_id"], "")
        changes.record(db, row["bucket"], "vacancies", {key: document.get(key) for key in vacancies.COPIED})
    for row in known:
        document = orjson.loads(row["body"])
        bucket = row["bucket"].replace("employers/", "vacancies/")
        changes.record(db, bucket, "employers", {key: document.get(key) for key in employers.COPIED})
    db.run("INSERT INTO sync_state (name, value) VALUES ('epoch', :epoch)", epoch=new_epoch())


@migration
def hiring(db: Database) -> None:
    """Employers who post by phone, doubts about vacancies, interviews, the audit trail; a number for each person."""
    _script(db, "hiring.sql")
    db.append_only("audit")
    rows = db.all("SELECT id FROM profile ORDER BY created_at, id")
    first = db.all("UPDATE sequence SET value = value + :count WHERE name = 'person' RETURNING value", count=len(rows))
    start = first[0]["value"] - len(rows)
    db.many(
        "UPDATE profile SET reference = :reference WHERE id = :id",
        [{"id": row["id"], "reference": reference(start + number)} for number, row in enumerate(rows, 1)],
    )


@migration
def staff(db: Database) -> None:
    """Staff accounts and who is signed in."""
    _script(db, "staff.sql")


@migration
def lite(db: Database) -> None:
    """Browsers in which the owner of a phone acts."""
    _script(db, "lite.sql")


@migration
def postings(db: Database) -> None:
    """Vacancies of other systems, and the feeds they come from."""
    _script(db, "postings.sql")


@migration
def outreach(db: Database) -> None:
    """Texts that staff send to many people."""
    _script(db, "outreach.sql")


@migration
def office(db: Database) -> None:
    """The indexes by which staff look through employers."""
    _script(db, "office.sql")


@migration
def job_orders(db: Database) -> None:
    """Vacancies that officers took down for employers; who tells people what officers did for them."""
    _script(db, "job_orders.sql")


def _script(db: Database, name: str) -> None:
    """Run the statements of a file in `core/schema/`.

    {identity} stands for an id that the database numbers, {blob} for the type of bytes.
    """
    script = importlib.resources.files("core").joinpath("schema", name).read_text(encoding="utf-8")
    script = re.sub(r"--.*", "", script)  # a semicolon in a comment ends no statement
    for statement in script.replace("{identity}", db.identity).replace("{blob}", db.blob).split(";"):
        if statement.strip():
            db.run(statement)
