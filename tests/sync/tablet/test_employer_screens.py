"""The screens about employers: a job is taken down without signal, posted, and followed."""

from core import audit, employers, moderation, vacancies
from core.database import Row
from tests.sync.tablet.hands import Hands, Office

STAFF = audit.staff("s-1")


def posted(here: Office, hands: Hands, employer: str) -> Row:
    """The vacancy that was posted for this employer."""
    [order] = [each for each in hands.documents("job_orders") if each["employer"] == employer]
    return vacancies.by_reference(here.service.db, order["vacancy_id"])


def test_a_job_is_taken_down_without_signal_and_followed_until_it_is_open(hands: Hands, here: Office) -> None:
    hands.go("today")
    hands.offline()
    hands.tap("Employers met", "Post a job")
    hands.write("Name of the business", "Juhudi Works")
    hands.write("Phone of the employer", "0712 555 001")
    hands.write("Type the work, or choose below", "welder")
    hands.write("Pay", "900")
    hands.tap("a day")
    hands.tap("2 weeks")
    hands.write("Type the place, or choose below", "Mtwapa")
    hands.page.locator("fieldset", has_text="Where is the work?").locator(".options .key").first.click()
    hands.tap("See it as a whole")
    hands.sees("Read this out to the employer:")
    hands.sees("KES 900 a day")
    assert "people never pay for a job" in hands.text()
    hands.tap("Post it")
    hands.sees("Not sent yet")
    hands.offline(False)
    hands.sync()
    hands.misses("Not sent yet")
    hands.sees("The office looks at it first")
    hands.sees("You see here when it is open.")
    vacancy = posted(here, hands, "Juhudi Works")
    assert (vacancy["title"], vacancy["pay"], vacancy["source"]) == ("Welder", 900, "tablet")
    moderation.approve(here.service.db, here.service.market, vacancy["id"], STAFF, here.service.now)
    hands.sync()
    hands.sees("Open: people can apply")
    hands.go("employers")
    hands.sees("Jobs that you posted")
    hands.sees("Open: people can apply")


def test_a_job_that_is_half_told_waits_and_says_what_it_lacks(hands: Hands, here: Office) -> None:
    hands.go("order", "new")
    hands.write("Name of the business", "Half Told")
    hands.tap("See it as a whole")
    hands.sees("Please choose the work.")
    hands.sees("Please choose a day.")
    hands.page.evaluate(
        """async () => {
            while ((await fursa.kept("draft order new"))?.values.employer !== "Half Told")
                await new Promise((resolve) => setTimeout(resolve, 50));
        }"""
    )
    hands.page.reload()
    hands.unlock()
    hands.sees("Post a job")
    assert hands.page.get_by_label("Name of the business").input_value() == "Half Told"


def test_employers_of_the_area_are_found_by_name_and_begin_a_job(hands: Hands, here: Office) -> None:
    service = here.service
    for name in ("Mapenzi Bakery", "Pwani Boats"):
        employers.add(service.db, service.market, service.now, name=name, place="003.016", sector="food")
    hands.sync()
    hands.go("employers")
    hands.write("Name of the business", "mapenz")
    hands.misses("Pwani Boats")
    hands.tap("Mapenzi Bakery", exact=False)
    hands.sees("Phone of the employer")
    assert hands.page.get_by_label("Name of the business").input_value() == "Mapenzi Bakery"


def test_a_job_that_waits_is_changed_and_withdrawn(hands: Hands, here: Office) -> None:
    order = hands.page.evaluate(
        "deadline => fursa.save('job_orders', undefined, {employer: 'Bahari Boats', phone: '+254712555002',"
        " title: 'Cook', occupation: '5120', place: '003.016', posts: 1, deadline})",
        here.service.now + 7 * 24 * 3600,
    )
    hands.sync()
    hands.synced()
    hands.go("order", order)
    hands.tap("Change")
    hands.write("How many people?", "3")
    hands.tap("See it as a whole", "Save")
    hands.sees("The office looks at it first")
    hands.sync()
    hands.synced()
    vacancy = posted(here, hands, "Bahari Boats")
    assert vacancy["posts"] == 3
    hands.tap("Withdraw this job", "Yes, withdraw it")
    hands.sees("Employers met")
    hands.sync()
    hands.synced()
    assert "Bahari Boats" not in {each["employer"] for each in hands.documents("job_orders")}
    assert vacancies.by_id(here.service.db, vacancy["id"])["status"] == "closed"
