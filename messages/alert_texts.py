"""The texts of alerts: each rendered and stored once, for everybody who gets it."""

from collections.abc import Sequence

from core.database import Database, Row
from core.market import Market
from messages import outbox, templates


class AlertTexts:
    """Texts of one run, which ends where a transaction of it fails. `renders` counts how many had to be made."""

    def __init__(self, db: Database, market: Market) -> None:
        self._db = db
        self._market = market
        self._ids: dict[tuple[str, tuple[tuple[str, int], ...]], int] = {}
        self.renders = 0

    def id(self, language: str, vacancies: Sequence[Row], digits: Sequence[int]) -> int:
        """The id of the stored text about these vacancies, each accepted by its digit.

        `vacancies` are rows with `employer_name`, as they stand in this run.
        """
        key = language, tuple((vacancy["id"], digit) for vacancy, digit in zip(vacancies, digits, strict=True))
        if key not in self._ids:
            purpose = "alert" if len(vacancies) == 1 else "alert_digest"
            told: Row = (
                {"vacancy": vacancies[0], "reference": vacancies[0]["reference"], "digit": str(digits[0])}
                if len(vacancies) == 1
                else {"vacancies": vacancies, "digits": [str(digit) for digit in digits]}
            )
            text = templates.render(purpose, language, market=self._market, **told)
            self._ids[key] = outbox.text_id(self._db, text, purpose, language)
            self.renders += 1
        return self._ids[key]
