"""Practice: everything can be tried, and nothing of it is ever sent."""

from playwright.sync_api import Request, expect

from tests.sync.tablet.hands import Hands, Office

RIBBON = "Practice: nothing of this is sent."
TABLES = ("profile", "visit", "operation", "consent", "edit", "quarantine", "application", "note")
# Every document that the tablet holds or sends, of the officer's own.
HELD = """async () => {
    const found = {};
    for (const name of ["profiles", "consents", "applications", "notes", "visits", "job_orders"])
        found[name] = await fursa.real.query(name);
    return { found, waiting: fursa.real.waiting, unsent: fursa.syncing.unsent };
}"""


def begin(hands: Hands) -> None:
    """Practise from now on."""
    hands.go("practice")
    hands.tap("Begin to practise")
    hands.sees(RIBBON)


def test_what_is_done_in_practice_reaches_nobody(hands: Hands, here: Office) -> None:
    db = here.service.db
    before = [db.all(f"SELECT * FROM {name}") for name in TABLES], hands.page.evaluate(HELD)
    sent: list[str] = []

    def seen(request: Request) -> None:
        if "/sync/" in request.url and request.post_data and "ractic" in request.post_data:
            sent.append(request.post_data)

    hands.page.on("request", seen)
    begin(hands)
    assert len(hands.documents("profiles")) == 3
    assert len(hands.documents("vacancies")) == 4

    hands.page.evaluate(
        """async () => {
            const id = await fursa.save("profiles", undefined, { name: "Practice Person", place: "003.011" });
            await fursa.save("consents", `${id}.service`, { profile_id: id, purpose: "service", given: 1 });
            const [job] = await fursa.copy.query("vacancies");
            await fursa.save("applications", undefined, { profile_id: id, vacancy_id: job.id });
            await fursa.save("notes", undefined, { profile_id: id, text: "Practice note" });
            await fursa.drop("profiles", (await fursa.copy.query("profiles"))[0].id);
            await fursa.keep("draft register", { name: "Practice half" });
        }"""
    )
    hands.go("today")
    hands.tap("Plan a visit", "Malindi", "Save", "Begin here", "+1, One more", "Finish the visit")
    hands.sees("Go on with this visit")
    hands.go("sync")
    hands.sees("You are practising. Nothing of it is sent.")
    expect(hands.key("Send and fetch now")).to_have_count(0)
    assert hands.page.evaluate("() => fursa.copy.sync") is None
    hands.sync()

    hands.tap("End practice")
    hands.tap("End practice")
    hands.misses(RIBBON)
    hands.sync()
    hands.synced()
    hands.page.reload()
    hands.unlock()
    hands.sees("Hello amina")
    hands.sync()
    hands.synced()
    assert sent == []
    assert hands.page.evaluate("() => fursa.kept('draft register')") is None
    assert ([db.all(f"SELECT * FROM {name}") for name in TABLES], hands.page.evaluate(HELD)) == before


def test_a_sync_goes_on_behind_practice(hands: Hands, here: Office) -> None:
    hands.offline()
    hands.page.evaluate("() => fursa.save('profiles', undefined, { name: 'Real Person', place: '003' })")
    begin(hands)
    hands.offline(False)
    hands.faults.clear()
    hands.synced()
    hands.go("people")
    hands.sees(RIBBON)
    assert "Real Person" not in [each["name"] for each in hands.documents("profiles")]
    assert here.service.count("profile", "name = 'Real Person'") == 1


def test_whoever_comes_back_to_a_locked_tablet_is_told_that_practice_is_over(hands: Hands) -> None:
    begin(hands)
    hands.go("settings")
    hands.tap("Lock now")
    hands.unlock()
    hands.go("today")
    hands.sees("Practice is over. What you write now is sent.")
    hands.misses(RIBBON)
    hands.tap("Understood")
    hands.misses("Practice is over.")
