"""Kept: drawn once for all that it depends on, and no more of them than there is room for."""

from channels.web.staff.kept import Kept


def test_a_part_is_drawn_once_as_long_as_nothing_changes() -> None:
    kept, drawn = Kept(), []

    def draw() -> str:
        drawn.append(1)
        return f"<b>{len(drawn)}</b>"

    assert [kept.part(("reports", 1), draw), kept.part(("reports", 1), draw)] == ["<b>1</b>", "<b>1</b>"]
    assert kept.part(("reports", 2), draw) == "<b>2</b>"


def test_what_was_not_asked_for_longest_makes_room() -> None:
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.part(key, lambda key=key: key)  # type: ignore[misc]
    assert kept.part("a", lambda: "again") == "a"
    assert kept.part("b", lambda: "again") == "again"
