"""The screens about jobs: the newest, searching in one's own words, and who fits a vacancy."""

from tests.conversation import DAY
from tests.sync.tablet.hands import Hands, Office
from tests.sync.tablet.test_person_screens import registered

SEARCH = "A job, and a place"


def titles(hands: Hands) -> list[str]:
    """The jobs of the list that is shown."""
    return hands.page.locator("main .entry strong").all_inner_texts()


def test_the_newest_jobs_come_first_a_page_at_a_time(hands: Hands, here: Office) -> None:
    for number in range(32):
        here.service.clock.forward(60)
        here.service.open(f"Cleaner {number}", "9112", "003.016", pay=500, pay_period="day")
    hands.go("today")
    hands.sync()
    hands.go("jobs")
    hands.sees("New jobs")
    assert titles(hands)[:2] == ["Cleaner 31", "Cleaner 30"]
    assert len(titles(hands)) == 30
    hands.tap("More")
    hands.sees("Bricklayer")
    assert len(titles(hands)) == 36
    for number in range(32):
        here.service.fill(f"Cleaner {number}")


def test_jobs_are_searched_without_signal_in_the_officers_own_words(hands: Hands, here: Office) -> None:
    hands.offline()
    hands.go("jobs")
    hands.write(SEARCH, "mpishi kilifi")
    hands.sees("Cook, in Kilifi")
    hands.misses("Bricklayer")
    assert titles(hands) == ["Cook"]
    hands.write(SEARCH, "mason nyali")
    hands.sees("None in Nyali yet. Nearest:")
    hands.sees("Bricklayer")
    hands.write(SEARCH, here.service.jobs["Cook"]["reference"])
    hands.misses("None in Nyali yet. Nearest:")
    hands.misses("Bricklayer")
    assert titles(hands) == ["Cook"]
    hands.tap("Cook Bahari Works", exact=False)
    hands.sees("KES 18,000 a month")
    hands.page.go_back()
    hands.sees("Cook")
    assert hands.page.get_by_label(SEARCH).input_value() == here.service.jobs["Cook"]["reference"]
    hands.write(SEARCH, "qqqqxyz")
    hands.sees("Perhaps ")  # what is only guessed is said to be


def test_a_sync_brings_jobs_below_what_somebody_types(hands: Hands, here: Office) -> None:
    hands.go("jobs")
    hands.write(SEARCH, "tailor")
    hands.sees("We did not find tailor. Please try other words.")
    here.service.open("Tailor for uniforms", "7531", "003.011", pay=800, pay_period="day")
    hands.sync()
    hands.sees("Tailor for uniforms")
    box = hands.page.get_by_label(SEARCH)
    assert box.input_value() == "tailor"
    assert box.evaluate("box => box === document.activeElement")
    here.service.fill("Tailor for uniforms")


def test_a_job_shows_who_of_the_officers_people_fits_and_applies_for_them(hands: Hands, here: Office) -> None:
    job = here.service.jobs["Bricklayer"]["reference"]
    asha = registered(hands, "Asha Fits")
    registered(hands, "Baya Notyet", agreed=False)
    registered(hands, "Chari Cooks", occupation="5120")
    hands.go("job", job)
    hands.sees("Asha Fits")
    hands.sees("Baya Notyet")
    assert "Chari Cooks" not in hands.text()
    assert "The employer sees a name only after applying. Nobody ever pays for a job." in hands.text()
    hands.tap("Ask for consent")
    hands.sees("Read this out to Baya Notyet:")
    hands.tap("Back")
    hands.tap("Apply for Asha Fits", "Asha Fits says: yes, apply")
    hands.sees("Have applied")
    hands.synced()
    assert here.service.count("application", "profile_id = :id AND status = 'applied'", id=asha) == 1
    hands.tap("Asha Fits applied on", exact=False)
    hands.sees("Asha Fits: applied on")
    hands.tap("Others who fit")
    hands.sees("People who fit")


def test_whoever_wants_to_be_called_is_called_beside_applying(hands: Hands, here: Office) -> None:
    called = here.service.open(
        "Gardener", "6113", "003.011", contact="call", contact_detail="+254711222333", skills=["driving"]
    )
    hands.sync()
    person = registered(hands, "Dama Calls", occupation="6113")
    hands.go("job", called["reference"], person)
    hands.sees("This employer also wants to be called:")
    assert hands.key("+254 711 222 333").get_attribute("href") == "tel:+254711222333"
    hands.sees("0 of 1 skills")
    hands.sees("Apply for Dama Calls")


def test_for_a_job_that_has_closed_nobody_can_apply(hands: Hands, here: Office) -> None:
    soon = here.service.open("Waiter", "5131", "003.011", deadline=here.service.now + 2 * DAY)
    hands.sync()
    person = registered(hands, "Eva Late", occupation="5131")
    hands.go("job", soon["reference"], person)
    hands.sees("Apply for Eva Late")
    here.service.fill("Waiter")
    hands.sync()
    hands.sees("This job is no longer open")
    hands.misses("Apply for Eva Late")
    hands.go("job", soon["reference"])
    hands.sees(f"Job {soon['reference']}")
