"""The schedule: which jobs are due. A job that is due goes to one process, however many look."""

from collections.abc import Mapping

from core.database import Database

# A due time further ahead than this was set by a clock that was wrong: the job must not wait for it.
WRONG_CLOCK_SECONDS = 3600


class Schedule:
    """When each job is due is in the database, and moving that on is what claims the job.

    So there is no leader to elect and none to wait for when it dies, and it does not matter whether Redis is up.
    """

    def __init__(self, db: Database, every_seconds: Mapping[str, int]) -> None:
        """`every_seconds` says by name how often each job is to run."""
        self._db = db
        self._every_seconds = every_seconds

    def due(self, now: int) -> list[str]:
        """The names of the jobs that are due at `now`, UTC seconds. They are the caller's to run."""
        rows = self._db.all("SELECT name, due_at FROM schedule")
        due_at = {row["name"]: row["due_at"] for row in rows}
        names = [
            name
            for name, every in self._every_seconds.items()
            if not now < due_at.get(name, now) <= now + every + WRONG_CLOCK_SECONDS
        ]
        if not names:
            return []
        # Lost in a power cut, they are due again: running one twice does no harm.
        with self._db.transaction(durable=False):
            return [name for name in names if self._claim(name, now)]

    def _claim(self, name: str, now: int) -> bool:
        every = self._every_seconds[name]
        return bool(
            self._db.run(
                "INSERT INTO schedule (name, due_at) VALUES (:name, :next) ON CONFLICT (name) DO UPDATE"
                " SET due_at = excluded.due_at WHERE schedule.due_at <= :now OR schedule.due_at > :wrong",
                name=name,
                now=now,
                next=now + every,
                wrong=now + every + WRONG_CLOCK_SECONDS,
            )
        )
