"""Draws the pictures of the field guide anew: `python -m tests.sync.tablet.make_pictures`."""

import tempfile
from pathlib import Path

from core import caseload, profiles
from core.database import open_database
from core.migrations import migrate
from sync import conflicts, quarantine
from tests.browsing import chromium
from tests.conversation import DAY, Service, settings_for, with_jobs
from tests.source import ROOT
from tests.sync.tablet.hands import PIN, Hands, Office, holding, office
from tests.sync.tablet.test_registering import NAME, agree, answer, identify

PICTURES = ROOT / "docs" / "field"
HOME = "003.011"  # Kilifi North
KNOWN = "01940000-0000-7000-8000-000000000001"
PEOPLE = (("Asha Wanjiru", "1995", "0712345678"), ("Juma Karisa", "1988", "0722111222"), ("Mercy Atieno", "2001", None))


def main() -> None:
    """Play a day of an officer, and keep what stands on the tablet."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fursa.db"
        db = open_database(url)
        migrate(db)
        db.close()
        service = with_jobs(Service(settings_for(url)))
        with office(service) as here, chromium() as browser:
            known(here)
            with holding(browser, here.address, width=360) as hands:
                a_day(hands, here)
        service.close()


def a_day(hands: Hands, here: Office) -> None:
    """From letting the tablet in to what the office asks."""
    hands.write("Code from the office", "K7QM-2RXF")
    keep(hands, "let-in")
    hands.enrol(here.code())
    visit = hands.page.evaluate(
        "place => fursa.save('visits', undefined, {place, planned_for: fursa.today(), purpose: 'Market day'})", HOME
    )
    hands.go("visit", visit)
    hands.tap("Begin here")
    hands.go("today")
    hands.tap("Register")
    hands.write(NAME, "Asha Wan")
    keep(hands, "register")
    for name, year, phone in PEOPLE:
        identify(hands, name, year, phone)
        is_first = name == PEOPLE[0][0]
        answer(hands, "Kilifi North", *(() if is_first else ("Mason, bricklayer",)))
        if is_first:
            hands.sees("Read this out to ")
            keep(hands, "consent")
        agree(hands, "Once a day" if phone else None)
        hands.tap("Next person")
    hands.sync()
    hands.synced()
    hands.go("today")
    hands.sees("Registered today: 3")
    keep(hands, "today")
    hands.tap("Juma Karisa", exact=False)
    hands.sees("Jobs that fit")
    hands.page.get_by_role("heading", name="Jobs that fit").evaluate("each => each.scrollIntoView()")
    keep(hands, "jobs-that-fit")
    hands.go("paper")
    keep(hands, "paper")
    asked(hands, here)


def known(here: Office) -> None:
    """Somebody whom the officer looks after already."""
    service = here.service
    profiles.register(
        service.db,
        service.market,
        service.now - 90 * DAY,
        profile_id=KNOWN,
        phones=["+254733000001"],
        language="en",
        name="Dama Mwachiru",
        birth_year=1990,
        place=HOME,
        occupation="5120",
        experience="1_to_2",
        least_pay=8000,
    )
    caseload.join(service.db, here.officer["id"], KNOWN, service.now)


def asked(hands: Hands, here: Office) -> None:
    """What the officer and the person said of one thing differs, and the office asks."""
    service = here.service
    profile = profiles.by_id(service.db, KNOWN)
    assert profile
    hands.offline()
    hands.page.evaluate("id => fursa.save('profiles', id, {experience: '3_to_5'})", KNOWN)
    profiles.change(service.db, service.market, profile, service.now, experience="over_5")
    hands.go("sync")
    hands.sees("things wait to be sent" if hands.page.evaluate("() => fursa.syncing.unsent") > 1 else "thing waits")
    keep(hands, "send")
    hands.offline(False)
    hands.sync()
    hands.synced()
    [conflict] = quarantine.waiting(service.db)
    conflicts.send_back(service.db, conflict, "staff", service.now, "Which is right? Please ask her.")
    hands.sync()
    hands.synced()
    hands.page.evaluate("async () => { for (const { n } of await fursa.copy.problems()) await fursa.copy.dismiss(n); }")
    hands.go("conflicts")
    hands.sees("Which is right?")
    keep(hands, "the-office-asks")
    hands.page.reload()
    hands.page.get_by_label("Your PIN").fill(PIN[:4])
    keep(hands, "pin")


def keep(hands: Hands, name: str) -> None:
    """A picture of what stands on the tablet."""
    hands.page.wait_for_timeout(300)
    path: Path = PICTURES / f"{name}.png"
    hands.page.screenshot(path=path, clip={"x": 0, "y": 0, "width": 360, "height": 640})


if __name__ == "__main__":
    main()
