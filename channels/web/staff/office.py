"""The office: every page for staff by its address, and the right that each takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response

from core import roles

Answer = str | Response
View = Callable[..., Answer]
FORM_BYTES = 100_000  # more is no form that somebody filled in


@dataclass(frozen=True, slots=True)
class Page:
    """One address below /staff. `right` is None for who is not signed in yet.

    `about` names the kind of thing that the address holds the id of: what role tests put somebody else's thing into.
    A form of more than `most_bytes` is not read. One of the `whole` market is not there for staff of some places.
    """

    name: str
    rule: str
    methods: tuple[str, ...]
    right: str | None
    view: View
    about: str | None = None
    most_bytes: int = FORM_BYTES
    whole: bool = False


class Office:
    """The pages that modules declare. Each view is called with the desk and the values of its address."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}

    def page(
        self,
        rule: str,
        right: str | None,
        methods: tuple[str, ...] = ("GET",),
        about: str | None = None,
        most_bytes: int = FORM_BYTES,
        whole: bool = False,
    ) -> Callable[[View], View]:
        """Declare a page: `rule` is the address below /staff, as Flask writes it; `right` one of core.roles."""
        if right is not None and right not in roles.ALL_RIGHTS:
            raise ValueError(f"there is no right {right!r}")

        def declare(view: View) -> View:
            name: Any = getattr(view, "__name__", "")
            if name in self.pages:
                raise ValueError(f"two pages are called {name!r}")
            self.pages[name] = Page(name, rule, methods, right, view, about, most_bytes, whole)
            return view

        return declare


office = Office()
