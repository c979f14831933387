"""The view: what a screen may read of the core, for one person at one moment."""

from functools import cached_property

from channels.conversation import Session
from core import applications, employers, matching, search, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from core.matching import Match
from core.search import Found, Query
from messages import wording
from translations import pick


class View:
    """Reads for screens; actions also write through `db`, within the engine's transaction."""

    def __init__(
        self,
        db: Database,
        market: Market,
        phone: str,
        channel: str,
        profiles: list[Row],
        session: Session,
        now: int,
    ) -> None:
        """`profiles` are the people this phone reaches; `now` is UTC seconds."""
        self.db = db
        self.market = market
        self.phone = phone
        self.channel = channel
        self.profiles = profiles
        self.session = session
        self.now = now

    @property
    def person(self) -> Row | None:
        """The profile that acts: the one known in this session, else the only one of the phone."""
        for profile in self.profiles:
            if profile["id"] == self.session.person:
                return profile
        return self.profiles[0] if len(self.profiles) == 1 and not self.session.person else None

    @property
    def profile(self) -> Row:
        """The acting profile on screens that only a person reaches."""
        assert self.person is not None
        return self.person

    def keep(self, profile: Row) -> None:
        """An action changed this profile: screens drawn next see it."""
        self.profiles = [each for each in self.profiles if each["id"] != profile["id"]] + [profile]

    @property
    def language(self) -> str:
        """What to speak: the choice made in this session, else the person's language, else the market's first.

        While nobody knows which person of a shared phone calls, it is the language of who had it first.
        """
        person = self.person or next(iter(self.profiles), None)
        if person is None and self.session.language is None and self.employer:
            person = self.employer
        known = person["language"] if person else None
        return pick(self.market.languages, self.session.language, known)

    @cached_property
    def employer(self) -> Row | None:
        """Who offers work from this phone, or None. An action that changes it puts the new row here."""
        return employers.of_phone(self.db, self.phone)

    @property
    def hirer(self) -> Row:
        """The employer on screens that only an employer reaches. Raises NotFoundError without one."""
        if self.employer is None:
            raise NotFoundError("employer")
        return self.employer

    def own_vacancy(self, vacancy_id: str) -> Row:
        """A vacancy of the employer of this phone. Raises NotFoundError for one of somebody else."""
        vacancy = self.vacancy(vacancy_id)
        if vacancy["employer_id"] != self.hirer["id"]:
            raise NotFoundError("vacancy")
        return vacancy

    def matches(self) -> list[Match]:
        """The jobs that fit the person, nearest first."""
        return matching.best(self.db, self.market, self.profile, self.now)

    def matches_of_kind(self, occupation: str) -> list[Match]:
        """Jobs of one occupation, nearest first."""
        return matching.of_kind(self.db, self.market, self.profile, occupation, self.now)

    def matches_in(self, place: str) -> list[Match]:
        """Jobs in one place."""
        return matching.in_place(self.db, self.market, self.profile, place, self.now)

    def is_like(self, work: str, other: str) -> bool:
        """Whether jobs of the one kind of work are listed with those of the other."""
        return self.market.occupations.nearness(work, other) >= matching.LIKE

    def search(self, query: Query) -> Found:
        """Jobs for what the person asked for."""
        return search.search(self.db, self.market, self.profile, query, self.now)

    def has_jobs_with(self, words: tuple[str, ...]) -> bool:
        """Whether an open job has all these words in its title, skills or employer."""
        return bool(vacancies.by_words(self.db, words, most=1))

    def vacancy(self, vacancy_id: str) -> Row:
        """One vacancy. Raises NotFoundError."""
        return vacancies.by_id(self.db, vacancy_id)

    def application(self, vacancy_id: str) -> Row | None:
        """The person's application for a vacancy, or None."""
        return applications.for_vacancy(self.db, self.profile["id"], vacancy_id)

    @cached_property
    def applications(self) -> list[Row]:
        """The person's applications, newest first."""
        return applications.of_profile(self.db, self.profile["id"])

    def explain(self, error: InvalidError) -> str:
        """What the person can do about an answer that does not fit, in the language being spoken."""
        return wording.problem(error)
