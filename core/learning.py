"""Learning: texts that the reader was not sure of, with what people chose when asked back. Staff make words of them."""

from core import spelling
from core.database import Database, Row

LONGEST = 80
_MOST_WORDS = 8  # more is a letter, and may tell who wrote it


def record(db: Database, text: str, choice: str, language: str, now: int) -> None:
    """Count that a text was typed, and what was meant by it: an occupation, or "" where that was not found out.

    Words with digits are dropped, as they may be phone numbers; long texts are not kept at all.
    """
    words = [word for word in spelling.key(text).split() if not any(sign.isdigit() for sign in word)]
    kept = " ".join(words)
    if not kept or len(words) > _MOST_WORDS or len(kept) > LONGEST:
        return
    db.run(
        "INSERT INTO typed (text, choice, language, times, last_at) VALUES (:text, :choice, :language, 1, :now)"
        " ON CONFLICT (text, choice, language) DO UPDATE SET times = typed.times + 1, last_at = :now",
        text=kept,
        choice=choice,
        language=language,
        now=now,
    )


def most(db: Database, limit: int = 50, least: int = 1) -> list[Row]:
    """What was typed most often and is in no lexicon yet: rows with text, choice, language, times and last_at."""
    return db.all(
        "SELECT text, choice, language, times, last_at FROM typed WHERE times >= :least"
        " ORDER BY times DESC, last_at DESC, text, choice LIMIT :limit",
        least=least,
        limit=limit,
    )


def language(db: Database, text: str) -> str | None:
    """The language in which a text was typed most often; None where it is not on the list."""
    rows = db.all(
        "SELECT language FROM typed WHERE text = :text GROUP BY language ORDER BY sum(times) DESC, language LIMIT 1",
        text=spelling.key(text),
    )
    return str(rows[0]["language"]) if rows else None


def forget(db: Database, text: str) -> int:
    """Take a text off the list: it is in the lexicon now, or no name of work. Returns how many rows it had."""
    return db.run("DELETE FROM typed WHERE text = :text", text=spelling.key(text))
