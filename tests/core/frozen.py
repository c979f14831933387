"""Freezes a small database of this release as SQL, for the test that brings every release up to date.

Run once for each release, before it is made: `python -m tests.core.frozen`.
"""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from core import __version__, applications, calls, consent, profiles, vacancies
from tests.conversation import Service, settings_for, with_jobs

FILE = Path(__file__).parent / "data" / f"release-{__version__}.sql"
PHONES = {"+254712345678": "Wanjikũ Mwangi", "+254712345679": "Éric d'Abidjan"}


def freeze(path: Path) -> str:
    """The SQL of a database at `path` (made here) with people and what they did."""
    with closing(with_jobs(Service(settings_for(f"sqlite:///{path}")))) as service:
        db, market, now = service.db, service.market, service.now
        mason = next(iter(service.jobs.values()))["id"]
        for phone, name in PHONES.items():
            service.phone(phone).dial()
            begun = profiles.begin(db, market, phone, "sw", now)
            consent.record(db, begun, "alerts", True, "sw", "ussd", now)
            known: dict[str, Any] = {"birth_year": 1990, "place": "003.011", "sector": "building", "occupation": "7112"}
            worker = profiles.change(
                db, market, begun, now, name=name, experience="over_5", least_pay=12000, skills=["tiling"], **known
            )
            applications.apply(db, market, worker, mason, now)
            calls.ask(db, phone, worker["id"], "sw", now)
        vacancies.report(db, mason, phone, "asks_money", now)
    with closing(sqlite3.connect(path)) as frozen:
        return "\n".join(frozen.iterdump()) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FILE.write_text(freeze(Path(folder) / "fursa.db"), encoding="utf-8")
    print(FILE)
