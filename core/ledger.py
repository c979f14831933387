"""The one counter that numbers events and changes."""

from core.database import Database


def number(db: Database) -> None:
    """Draw the next number, as one of the last statements of the caller's transaction.

    The row of the counter stays locked until the commit, so numbers become visible in their own order:
    whoever has read number 7 will never meet a 6 that committed later. A plain sequence does not give that.
    """
    db.last("UPDATE sequence SET value = value + 1 WHERE name = 'ledger'", numbered=True)


def hold(db: Database) -> None:
    """Take the counter as the first thing of the caller's transaction, which may then only read what others lock.

    Whatever was numbered before has been committed by then and can be seen; whoever numbers comes after.
    """
    db.run("UPDATE sequence SET value = value WHERE name = 'ledger'")
