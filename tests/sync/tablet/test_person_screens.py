"""The screens about one person: jobs that fit, applications, consent asked in their language, notes."""

from typing import Any

from tests.sync.tablet.hands import Hands, Office

HOME = "003.011.kilifi"
MASON = {
    "birth_year": 1995,
    "language": "sw",
    "place": HOME,
    "occupation": "7112",
    "experience": "3_to_5",
    "least_pay": 20000,
    "skills": [],
}


def registered(hands: Hands, name: str, agreed: bool = True, **more: Any) -> str:
    """Somebody whom this tablet has registered. Returns the id."""
    person: str = hands.page.evaluate(
        "fields => fursa.save('profiles', undefined, fields)", {"name": name, **MASON, **more}
    )
    if agreed:
        word = {"profile_id": person, "purpose": "service", "given": 1, "language": "sw"}
        hands.page.evaluate("([id, word]) => fursa.save('consents', `${id}.service`, word)", [person, word])
    return person


def test_without_consent_no_jobs_are_offered(hands: Hands) -> None:
    hands.go("person", registered(hands, "Asha Wanjiru", agreed=False))
    hands.sees("Asha Wanjiru has not agreed to the service")
    assert "Jobs that fit" not in hands.text()
    hands.tap("Ask for consent")
    hands.sees("Fursa ni bure: inakutafutia kazi.")
    hands.tap("English")
    hands.sees("Fursa finds work near you, free.")
    hands.sees("Saved with it: asked by amina, on 18 Nov, in English.")
    hands.tap("Yes, agrees")
    hands.sees("Their own work, in Kilifi")
    (word,) = hands.documents("consents")
    assert (word["given"], word["language"]) == (1, "en")


def test_what_is_known_of_somebody_stands_at_a_glance(hands: Hands, here: Office) -> None:
    hands.offline()
    person = registered(hands, "Kadzo Mwangi", phones=["+254700111222"], least_pay=None)
    hands.go("person", person)
    hands.sees("1995, turns 31 this year")
    hands.sees("+254 700 111 222")
    hands.sees("Still to be asked: Least pay for a month")
    hands.sees("not sent yet")
    assert hands.key("Change").get_attribute("href") == f"#/edit/{person}"
    hands.offline(False)
    hands.sync()
    hands.misses("not sent yet")
    hands.sees("Yes, since 18 Nov, by an officer's tablet")


def test_an_officer_applies_for_somebody_who_says_so_and_takes_it_back(hands: Hands, here: Office) -> None:
    hands.offline()
    person = registered(hands, "Baya Karisa")
    hands.go("person", person)
    hands.tap("Mason Bahari Works", exact=False)
    hands.sees("Their own work, in Kilifi")
    hands.tap("Apply for Baya Karisa", "Baya Karisa says: yes, apply")
    hands.sees("Baya Karisa: has applied")
    hands.tap("Take back: Mason", "Yes, take it back")
    hands.sees("Apply for Baya Karisa")
    assert hands.documents("applications") == []
    hands.tap("Apply for Baya Karisa", "Baya Karisa says: yes, apply")
    hands.offline(False)
    hands.sync()
    hands.sees("Baya Karisa: applied on 18 Nov")
    assert here.service.count("application", "profile_id = :id AND status = 'applied'", id=person) == 1
    hands.go("person", person)
    hands.tap("Take back: Mason", "Yes, take it back")
    hands.sees("withdrawn")
    hands.sync()
    assert here.service.count("application", "profile_id = :id AND status = 'withdrawn'", id=person) == 1


def test_job_alerts_are_agreed_to_with_how_often_and_taken_back(hands: Hands, here: Office) -> None:
    person = registered(hands, "Mariam Ali", phones=["+254700333444"])
    hands.go("person", person)
    hands.tap("Job alerts not asked yet", exact=False)
    hands.sees("A confirmation goes to their phone by SMS after the next sync.")
    hands.tap("Once a week", "Yes, agrees")
    hands.sees("Once a week")
    hands.synced()
    row = here.service.db.one("SELECT alerts FROM profile WHERE id = :id", id=person)
    assert row is not None and row["alerts"] == "weekly"
    hands.tap("Job alerts Yes, since 18 Nov", exact=False)
    hands.tap("Mariam Ali takes it back")
    hands.sees("Does Mariam Ali want no more job alerts?")
    hands.tap("Yes, take it back")
    hands.misses("Once a week")
    hands.synced()
    row = here.service.db.one("SELECT alerts FROM profile WHERE id = :id", id=person)
    assert row is not None and row["alerts"] == "off"


def test_a_voice_of_the_tablet_reads_the_text_aloud(hands: Hands) -> None:
    hands.page.evaluate("""() => {
      const voices = [{ lang: "sw-KE", localService: true }, { lang: "en-GB", localService: false }];
      globalThis.spoken = [];
      speechSynthesis.getVoices = () => voices;
      globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      speechSynthesis.speak = (words) => spoken.push([words.lang, words.text]);
    }""")
    hands.go("consent", registered(hands, "Zawadi Juma", agreed=False), "service")
    hands.tap("Read it aloud")
    ((language, text),) = hands.page.evaluate("spoken")
    assert language == "sw-KE"
    assert text.startswith("Fursa ni bure: inakutafutia kazi.")
    hands.tap("English")
    assert not hands.key("Read it aloud").is_visible()  # that voice would send it to somebody's server


def test_notes_are_kept_while_they_are_written_and_removed_by_who_wrote_them(hands: Hands, here: Office) -> None:
    person = registered(hands, "Salim Omar")
    hands.synced()
    hands.go("person", person)
    hands.tap("Write a note")
    hands.write("Note", "Has a wheelbarrow.")
    hands.page.evaluate(
        """async id => {
          while ((await fursa.kept(`draft note ${id}`))?.typed.text !== "Has a wheelbarrow.")
            await new Promise((go) => setTimeout(go, 50));
        }""",
        person,
    )
    hands.go("person", person)
    hands.tap("Write a note")
    assert hands.page.get_by_label("Note", exact=True).input_value() == "Has a wheelbarrow."
    hands.tap("Save")
    hands.sees("by you, just now")
    hands.synced()
    assert here.service.count("note", "removed = 0 AND profile_id = :id", id=person) == 1
    hands.tap("Remove", "Yes, remove it")
    hands.misses("Has a wheelbarrow.")
    hands.synced()
    assert here.service.count("note", "removed = 0 AND profile_id = :id", id=person) == 0


def test_a_person_who_turns_out_to_be_known_stays_on_the_screen(hands: Hands, here: Office) -> None:
    here.service.registered("+254700555666", name="Halima Said")
    hands.offline()
    person = registered(hands, "Halima Said", phones=["+254700555666"])
    hands.go("person", person)
    hands.offline(False)
    hands.sync()
    hands.misses("not sent yet")
    hands.sees("Halima Said")
    assert hands.documents("profiles")[-1]["id"] != person
    hands.tap("Mason Bahari Works", exact=False)
    hands.sees("Apply for Halima Said")


def test_somebody_who_is_not_on_the_tablet_is_told_so(hands: Hands) -> None:
    for screen in ("person", "consent", "note"):
        hands.go(screen, "0193aaaa-0000-7000-8000-000000000000")
        hands.sees("This person is not on this tablet.")
