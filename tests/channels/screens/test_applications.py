"""My applications on a phone: what became of them, taking one back, applying again."""

from tests.conversation import Phone, Service, on_sqlite


def applied(service: Service) -> Phone:
    """Somebody who has just applied as a mason."""
    phone = service.registered()
    phone.choose("See jobs for me", "Mason, Kilifi", "Apply")
    return phone


def decide(service: Service, status: str) -> None:
    """The employer decides."""
    service.db.run("UPDATE application SET status = :status", status=status)


@on_sqlite
def test_who_never_applied_is_shown_the_jobs(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home", "My applications")
    assert asha.sees("You have not applied for a job yet.")
    asha.choose("See jobs for me")
    assert "Mason, Kilifi" in asha.screen.text


@on_sqlite
def test_what_the_employer_decided_is_shown(service: Service) -> None:
    asha = applied(service)
    decide(service, "shortlisted")
    asha.choose("My applications")
    assert asha.screen.labels()[0] == "Mason: on the short list"


def test_an_application_is_taken_back_and_made_again(service: Service) -> None:
    asha = applied(service)
    asha.choose("My applications", "Mason", "Take back my application")
    assert asha.sees("Your application is taken back.")
    assert service.count("application", "status = 'withdrawn'") == 1
    assert service.count("vacancy", "applications > 0") == 0
    asha.choose("My applications", "Mason: taken back", "Apply")
    assert "You have applied: Mason" in asha.screen.text
    [application] = service.rows("application", "id")
    assert application["status"] == "applied"
    assert service.count("application_status") == 3
    assert service.count("vacancy", "applications = 1") == 1


def test_what_was_decided_meanwhile_is_not_said_to_be_taken_back(service: Service) -> None:
    asha = applied(service)
    asha.choose("My applications", "Mason")
    decide(service, "hired")
    asha.choose("Take back my application")
    assert not asha.sees("Your application is taken back.")
    assert "you got the job" in asha.screen.text
    assert service.count("application", "status = 'hired'") == 1


@on_sqlite
def test_a_decided_application_cannot_be_taken_back(service: Service) -> None:
    asha = applied(service)
    decide(service, "refused")
    asha.choose("My applications", "Mason")
    assert asha.screen.digit("Take back my application") is None
