"""Columns: what goes in comes out, whatever fields each document has, and the same documents are the same line."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from sync.columns import Columns, documents

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(), st.lists(st.text(), max_size=3))
BODIES = st.lists(st.dictionaries(st.sampled_from(["title", "pay", "skills", "employer"]), VALUES), max_size=8)


def line(bodies: list[dict[str, object]]) -> bytes:
    columns = Columns()
    for number, body in enumerate(bodies):
        columns.add(f"d{number}", number + 1, orjson.dumps(body).decode())
    assert len(columns) == len(bodies)
    return columns.line(3, "vacancies")


def test_a_part_is_as_the_contract_says() -> None:
    packed = line([{"title": "Welder", "pay": 18_000}, {"title": "Cook"}])
    assert packed == (
        b'{"part":3,"collection":"vacancies","id":["d0","d1"],"version":[1,2],'
        b'"fields":{"title":["Welder","Cook"],"pay":[18000,null]}}\n'
    )


def test_fields_that_only_later_documents_have_are_null_before() -> None:
    part = orjson.loads(line([{"title": "Welder"}, {"pay": 9}, {"title": "Cook", "pay": 7}]))
    assert part["fields"] == {"title": ["Welder", None, "Cook"], "pay": [None, 9, 7]}


@given(BODIES)
def test_documents_come_out_as_they_went_in(bodies: list[dict[str, object]]) -> None:
    names = dict.fromkeys(name for body in bodies for name in body)
    expected = [
        ("vacancies", {"id": f"d{number}", "version": number + 1, **{name: body.get(name) for name in names}})
        for number, body in enumerate(bodies)
    ]
    assert list(documents(line(bodies))) == expected


@given(BODIES)
def test_a_part_is_one_line(bodies: list[dict[str, object]]) -> None:
    packed = line(bodies)
    assert packed.count(b"\n") == 1
    assert packed.endswith(b"\n")
