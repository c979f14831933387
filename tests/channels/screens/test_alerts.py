"""Job alerts on a phone: each change is kept with a consent."""

from tests.conversation import Service


def test_alerts_on_and_off_are_kept_with_consent(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home", "Job alerts", "Once a day")
    assert service.count("profile", "alerts = 'daily'") == 1
    asha.answer("00")
    asha.choose("Job alerts", "Once a week")
    asha.answer("00")
    asha.choose("Job alerts", "No alerts")
    assert asha.sees("Saved. We send you no job alerts.")
    consents = [row for row in service.rows("consent", "at, id") if row["purpose"] == "alerts"]
    assert [row["given"] for row in consents] == [1, 0]
    assert {row["channel"] for row in consents} == {"ussd"}
    assert service.count("profile", "alerts = 'off'") == 1
