"""A job in a minute: a new employer posts from any phone, one key of staff, and the first person hears of it."""

import re

from core import vacancies
from messages.jobs import Context, jobs
from tests.conversation import Service, on_sqlite
from tests.core import makers
from tests.office import at_work

EMPLOYER, JOBSEEKER = "+254700111222", "+254712345678"
MOST_SCREENS = 8
JOBS = {job.name: job for job in jobs}


def background(service: Service) -> None:
    """What is done off the path of requests, until there is nothing left of it."""
    context = Context(service.db, service.market, None, service.clock)
    for _turn in range(3):
        for name in ("follow", "rounds"):
            JOBS[name].run(context)


def seeker(service: Service) -> None:
    """An electrician near Thika who wants to hear of each job."""
    place = next(place for place in service.market.places.find("Thika") if place.level != "county")
    fields = {"place": place.code, "occupation": "7411", "sector": "building", "least_pay": 0, "alerts": "instant"}
    makers.person(service.db, service.market, JOBSEEKER, **fields)
    background(service)


@on_sqlite
def test_a_new_employer_posts_in_eight_screens_and_the_first_alert_follows_one_key_of_staff(service: Service) -> None:
    seeker(service)
    phone = service.phone(EMPLOYER)
    phone.dial()
    pressed = 0
    for label in ("English", "I offer work", "Building", "Electrician"):
        phone.choose(label)
        pressed += 1
    phone.answer("Mama Njeri Hotel, Thika")  # the one thing that is typed
    for answer in ("2", "1", "2"):  # pay, posts, until
        phone.answer(answer)
        pressed += 1
    assert "People nearby who fit: fewer than 5" in phone.screen.text
    phone.choose("Post")
    pressed += 1
    assert pressed <= MOST_SCREENS
    found = re.search(r"no\. (\d+)", phone.screen.text)
    assert found, phone.screen.text
    vacancy = vacancies.by_reference(service.db, found[1])
    assert vacancy["status"] == "pending"

    moderator = at_work(service, "moderator")
    shown = moderator.open(f"/vacancies/{vacancy['id']}")
    version = re.search(r'name="version" value="(\d+)"', shown.html)
    assert version and 'data-key="a"' in shown.html
    moderator.send(f"/vacancies/{vacancy['id']}/approve", version=version[1])
    background(service)
    told = service.texts(JOBSEEKER).last()
    assert found[1] in told.text and told.segments == 1
    assert told.purpose == "alert"
    assert service.texts(JOBSEEKER)("1").text.startswith("You have applied")


@on_sqlite
def test_one_sms_posts_a_job(service: Service) -> None:
    employer = service.texts(EMPLOYER)
    assert "Your business" in employer("POST driver thika 15000 per month").text
    asked = employer("Mama Njeri Hotel").text
    assert "15,000/month" in asked and "Thika" in asked and "1 Post" in asked
    employer("1")
    [vacancy] = [row for row in service.rows("vacancy", "id") if row["status"] == "pending"]
    assert (vacancy["occupation"][:2], vacancy["pay"], vacancy["pay_period"]) == ("83", 15_000, "month")
