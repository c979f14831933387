"""`fursa sync`: what staff decide on, at the server; the pages for staff do the same."""

import time
from typing import Any

import click
import orjson

from core.database import Database, Row
from core.errors import ConflictError, InvalidError, NotFoundError, SetupError
from sync import conflicts, quarantine
from sync.commands import opened
from sync.duplicate_commands import group_commands

_SHOWN = 60  # characters of a value in a line


@click.group("sync")
def sync_group() -> None:
    """Decide on what officers sent and is not shown, and on people who may be registered twice."""


@sync_group.command("conflicts")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The most to list.")
def list_conflicts(limit: int) -> None:
    """List what waits for a decision, the oldest first.

    A line tells the id, the officer, the document, the field, the value that was sent, the one that is shown, and the
    reason. A refused operation shows as field *.
    """
    with opened() as (db, _pack):
        rows = quarantine.waiting(db, limit)
    for row in rows:
        click.echo(
            f"{row['id']}  {row['officer']}  {row['collection']}/{row['document']}  {row['field'] or '*'}: "
            f"{_short(row['value'])} | {_short(row['shown'])}  {row['reason']}"
        )
    click.echo(f"{len(rows)} waiting")


@sync_group.command("accept")
@click.argument("conflict")
@click.option("--by", default="administrator", show_default=True, help="Who decides, for the record.")
def accept(conflict: str, by: str) -> None:
    """Let the value of CONFLICT (its id) be shown after all, or apply what was refused."""
    with opened() as (db, pack):
        found = _conflict(db, conflict)
        try:
            conflicts.accept(db, pack, found, by, int(time.time()))
        except ConflictError:
            raise SetupError(_mend("decided")) from None
        except InvalidError as error:
            raise SetupError(f"It cannot be applied: {error.code}. {_mend(error.code)}".strip()) from None
    click.echo("Accepted.")


@sync_group.command("drop")
@click.argument("conflict")
@click.argument("why")
@click.option("--by", default="administrator", show_default=True, help="Who decides, for the record.")
def drop(conflict: str, why: str, by: str) -> None:
    """Leave CONFLICT (its id) at what is shown, and say WHY."""
    _decide(conflict, conflicts.drop, by, why)
    click.echo("Dropped.")


@sync_group.command("send-back")
@click.argument("conflict")
@click.argument("why")
@click.option("--by", default="administrator", show_default=True, help="Who asks, for the record.")
def send_back(conflict: str, why: str, by: str) -> None:
    """Ask the officer about CONFLICT (its id): the tablet shows it with WHY."""
    _decide(conflict, conflicts.send_back, by, why)
    click.echo("Sent back: the tablet shows it after its next sync.")


def _decide(conflict: str, decision: Any, by: str, why: str) -> None:
    with opened() as (db, _pack):
        found = _conflict(db, conflict)
        try:
            decision(db, found, by, int(time.time()), why)
        except (ConflictError, InvalidError):
            raise SetupError(_mend("decided")) from None


def _conflict(db: Database, conflict: str) -> Row:
    try:
        return quarantine.by_id(db, conflict)
    except NotFoundError:
        raise SetupError(f'There is no conflict "{conflict}". `fursa sync conflicts` shows those that wait.') from None


def _mend(code: str) -> str:
    return {
        "own_word": "The person said otherwise, and nobody speaks for them.",
        "decided": "It has been decided on already.",
        "consent_missing": "The person has to agree first.",
        "vacancy_closed": "The vacancy has closed.",
        "deadline_passed": "The last day of the vacancy is over.",
        "limit_reached": "The employer has as many vacancies or posts as their level allows.",
        "employer_blocked": "The employer is blocked.",
        "gone": "It was deleted, or the person was erased.",
    }.get(code, "Drop it, or send it back.")


def _short(value: object) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


for _command in group_commands:
    sync_group.add_command(_command)

commands: list[click.Command] = [sync_group]
