"""Learning: texts that the reader was not sure of, with what people chose when asked back. Staff make words of them."""

from collections import Counter
from collections.abc import Sequence

from core import spelling
from core.database import Database, Row
from core.market import Market

LONGEST = 80
SURE = 3  # the weight in the lexicon of what staff say
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


def unread(db: Database, skip: int = 0, limit: int = 25) -> list[Row]:
    """Texts that staff have said nothing of, the most frequent first, each once: `text`, `language`, `times` and
    `choices`, the occupations that people chose, the most frequent first."""
    top = db.all(
        """
        SELECT text FROM typed
        WHERE NOT EXISTS (SELECT 1 FROM lesson WHERE lesson.text = typed.text)
            AND NOT EXISTS (SELECT 1 FROM typed AS more WHERE more.text = typed.text
                AND (more.times, more.choice, more.language) > (typed.times, typed.choice, typed.language))
        ORDER BY times DESC, text DESC LIMIT :limit OFFSET :skip""",
        limit=limit,
        skip=skip,
    )
    return _told(db, [row["text"] for row in top])


def about(db: Database, text: str) -> Row | None:
    """One text of the list, as `unread` gives it, also where staff have spoken; None where nobody typed it."""
    return next(iter(_told(db, [spelling.key(text)])), None)


def teach(db: Database, text: str, occupation: str, now: int) -> bool:
    """Staff say which occupation a text means, or "" where it is no name of work. Their last word counts. Returns
    False where nobody typed it."""
    with db.transaction():
        known = about(db, text)
        if known is None:
            return False
        db.run(
            "INSERT INTO lesson (text, language, occupation, times, at)"
            " VALUES (:text, :language, :occupation, :times, :now)"
            " ON CONFLICT (text) DO UPDATE SET occupation = :occupation, times = :times, at = :now",
            text=known["text"],
            language=known["language"],
            occupation=occupation,
            times=known["times"],
            now=now,
        )
    return True


def unteach(db: Database, text: str) -> str | None:
    """Take back what staff said of a text. Returns the occupation that it was; None where they had said nothing."""
    rows = db.all("DELETE FROM lesson WHERE text = :text RETURNING occupation", text=spelling.key(text))
    return rows[0]["occupation"] if rows else None


def lessons(db: Database, limit: int = 25) -> list[Row]:
    """What staff said last, newest first: text, language, occupation ("": no name of work), times, at."""
    return db.all(
        "SELECT text, language, occupation, times, at FROM lesson ORDER BY at DESC, text LIMIT :limit", limit=limit
    )


def lexicon_lines(db: Database, market: Market) -> list[Row]:
    """What was taught, as lines of lexicon.csv: code, language, words, weight. Merging them again changes nothing."""
    rows = db.all("SELECT text, language, occupation FROM lesson WHERE occupation <> '' ORDER BY occupation, text")
    return [
        {"code": row["occupation"], "language": row["language"], "words": row["text"], "weight": SURE}
        for row in rows
        if row["occupation"] in market.occupations
    ]


def _told(db: Database, texts: Sequence[str]) -> list[Row]:
    values = {f"text_{number}": text for number, text in enumerate(texts)}
    if not values:
        return []
    rows = db.all(
        "SELECT text, choice, language, times FROM typed"
        f" WHERE text IN ({', '.join(':' + name for name in values)}) ORDER BY times DESC, choice, language",
        **values,
    )
    found = []
    for text in texts:
        own = [row for row in rows if row["text"] == text]
        if own:
            languages: Counter[str] = Counter()
            choices: Counter[str] = Counter()
            for row in own:
                languages[row["language"]] += row["times"]
                if row["choice"]:
                    choices[row["choice"]] += row["times"]
            found.append(
                {
                    "text": text,
                    "language": languages.most_common(1)[0][0],
                    "times": languages.total(),
                    "choices": [choice for choice, _times in choices.most_common()],
                }
            )
    return found
