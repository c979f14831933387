"""The commands for people who may be registered twice: list them, make two one, undo it, say that they are two."""

import time

import click

from core import duplicates, merging, profiles
from core.database import Database, Row
from core.errors import ConflictError, GoneError, InvalidError, NotFoundError, SetupError
from core.market import Market
from core.phones import masked
from sync.commands import opened

_REASONS = {
    "phone": "same phone",
    "name": "same name",
    "name_sounds_alike": "names sound alike",
    "birth_year": "same age",
    "place": "same or near home",
}


_by = click.option("--by", default="administrator", show_default=True, help="Who decides, for the record.")


@click.command("duplicates")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="The most pairs to list.")
def duplicates_command(limit: int) -> None:
    """List people who may be registered twice, the likeliest first, with their ids for `merge` and `different`."""
    with opened() as (db, pack):
        rows = duplicates.waiting(db, limit)
        for row in rows:
            click.echo(f"{row['score']:3}  {', '.join(_REASONS.get(reason, reason) for reason in row['reasons'])}")
            for profile_id in (row["first"], row["second"]):
                click.echo(f"     {profile_id}  {_told(pack, _person(db, profile_id))}")
    click.echo(f"{len(rows)} waiting")


@click.command("merge")
@click.argument("first")
@click.argument("second")
@_by
def merge_command(first: str, second: str, by: str) -> None:
    """Let the profile FIRST (an id) stand for SECOND too. What FIRST says stays, what it lacks comes from SECOND."""
    with opened() as (db, pack):
        _person(db, first), _person(db, second)
        try:
            merge_id = merging.merge(db, pack, first, second, by, int(time.time()))
        except InvalidError:
            raise SetupError("Give two ids: a profile cannot be merged with itself.") from None
    click.echo(f"{second} went into {first}. To undo it: fursa sync unmerge {merge_id}")


@click.command("unmerge")
@click.argument("merge_id", metavar="MERGE")
@_by
def unmerge_command(merge_id: str, by: str) -> None:
    """Undo the merge with this id: both are as they were, but for what was changed since."""
    with opened() as (db, pack):
        try:
            merging.unmerge(db, pack, merge_id, by, int(time.time()))
        except NotFoundError:
            raise SetupError(f"There is no merge {merge_id}: `fursa sync merge` told its id.") from None
        except GoneError:
            raise SetupError("It was undone already, or one of the two was erased since.") from None
        except ConflictError:
            raise SetupError("The profile that was kept went into another one since: undo that first.") from None
    click.echo(f"{merge_id} is undone.")


@click.command("different")
@click.argument("first")
@click.argument("second")
@_by
def different_command(first: str, second: str, by: str) -> None:
    """Say that FIRST and SECOND (ids of profiles) are two people. They are not proposed again."""
    with opened() as (db, _pack):
        _person(db, first), _person(db, second)
        if first == second:
            raise SetupError("Give two ids: these are one and the same.")
        duplicates.different(db, first, second, by, int(time.time()))
    click.echo(f"{first} and {second} are two people.")


def _person(db: Database, profile_id: str) -> Row:
    profile = profiles.by_id(db, profile_id)
    if profile is None or profile["status"] == "erased":
        raise SetupError(f"There is no profile {profile_id}: `fursa sync duplicates` lists ids.")
    return profile


def _told(pack: Market, profile: Row) -> str:
    """What staff tell people apart by; of phones the last digits."""
    place = pack.places.get(profile["place"] or "")
    phones = [masked(phone) for phone in profiles.document(profile)["phones"]]
    parts = [profile["name"], profile["birth_year"], place and place.name, *phones]
    return ", ".join(str(part) for part in parts if part)


group_commands: list[click.Command] = [duplicates_command, merge_command, unmerge_command, different_command]
