"""What tests of hiring share: an employer with a job and a phone, people who apply, and the work of the background."""

from dataclasses import dataclass

from core import employers, vacancies
from core.database import Row
from messages import alerts, applicants, subscriptions
from tests.conversation import Phone, Service, Texts

HIRER = "+254733000001"
OTHER_HIRER = "+254733000002"


def person(number: int) -> str:
    """The phone of the person with that number."""
    return f"+254712{number:06d}"


@dataclass
class Hiring:
    """A service in which Bahari Builders, of HIRER, look for two masons in Kilifi North."""

    service: Service
    employer: Row
    vacancy: Row

    @property
    def reference(self) -> str:
        return str(self.vacancy["reference"])

    @property
    def phone(self) -> Phone:
        """The employer's phone."""
        return self.service.phone(HIRER)

    @property
    def texts(self) -> Texts:
        """The employer's phone, texting."""
        return self.service.texts(HIRER)

    def people(self) -> Phone:
        """The employer's phone, with the list of people for the job on it."""
        phone = self.service.phone(HIRER)
        phone.dial()
        if phone.screen.digit("Start again"):
            phone.choose("Start again")
        phone.choose("My jobs", "Mason for the hall", "People")
        return phone

    def applicant(self, number: int, name: str, **answers: str) -> Phone:
        """Somebody who has registered and applied."""
        phone = self.service.registered(person(number), name=name, **answers)
        self.service.texts(person(number))(f"APPLY {self.reference}")
        return phone

    def status(self, number: int) -> str:
        """Of the application of the person with that number."""
        row = self.service.db.one(
            "SELECT application.status FROM application JOIN phone_link USING (profile_id)"
            " WHERE phone = :phone AND vacancy_id = :id",
            phone=person(number),
            id=self.vacancy["id"],
        )
        return row["status"] if row else ""

    def known(self, number: int) -> str:
        """The short number of a person."""
        row = self.service.db.one(
            "SELECT reference FROM profile JOIN phone_link ON profile_id = id WHERE phone = :phone",
            phone=person(number),
        )
        assert row is not None
        return str(row["reference"])

    def first(self, number: int) -> str:
        """The first name of a person."""
        row = self.service.db.one(
            "SELECT name FROM profile JOIN phone_link ON profile_id = id WHERE phone = :phone", phone=person(number)
        )
        assert row is not None
        return str(row["name"]).split()[0]

    def work(self) -> None:
        """What the background does about all that happened."""
        service = self.service
        for follow in (subscriptions.follow, alerts.follow, applicants.follow):
            while follow(service.db, service.market, service.now):
                pass

    def deliver(self) -> None:
        """All that was queued has gone out."""
        self.service.db.run("UPDATE outbox SET state = 'accepted' WHERE state = 'queued'")

    def inbox(self, phone: str, purpose: str = "") -> list[str]:
        """What a phone was sent that nobody there had written for, oldest first, perhaps of one purpose alone."""
        rows = self.service.db.all(
            "SELECT text, purpose FROM outbox JOIN message_text ON message_text.id = text_id"
            " WHERE phone = :phone AND priority > 0 AND state <> 'cancelled' ORDER BY outbox.id",
            phone=phone,
        )
        return [row["text"] for row in rows if purpose in ("", row["purpose"])]


def hiring_in(service: Service, posts: int = 2) -> Hiring:
    """An employer with an open job, whose phone is confirmed."""
    employer = employers.add(
        service.db,
        service.market,
        service.now,
        name="Bahari Builders",
        place="003.011.kilifi",
        sector="building",
        phone=HIRER,
        level="phone_verified",
        language="en",
    )
    vacancy = vacancies.add(
        service.db,
        service.market,
        service.now,
        employer_id=employer["id"],
        title="Mason for the hall",
        occupation="7112",
        place="003.011.kilifi",
        deadline=service.now + 20 * 24 * 3600,
        posts=posts,
    )
    opened = vacancies.open(service.db, service.market, vacancy["id"], service.now)
    return Hiring(service, employer, vacancies.by_id(service.db, opened["id"]))
