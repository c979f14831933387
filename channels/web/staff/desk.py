"""The desk: what a page for staff works with: who asks, what they may see, and how to answer."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from flask import Response, request, url_for

from channels.web.html import page
from channels.web.staff.kept import Kept
from channels.web.staff.office import office
from core import areas, audit, roles
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from translations import pick

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # but not the end of a line
PER_PAGE = 25  # rows of a list: with all around them they stay within the bytes a page may cost


class Desk:
    """One request of one member of staff. `staff` is None on the pages before signing in."""

    def __init__(
        self,
        db: Database,
        market: Market,
        now: int,
        staff: Row | None,
        token: str,
        render: Callable[..., str],
        services: Mapping[str, Any],
    ) -> None:
        """`token` guards forms; `render` draws a template; `services` are parts of the process, such as its bell."""
        self.db = db
        self.market = market
        self.now = now
        self.account = staff
        self.token = token
        self._render = render
        self.services = services

    @property
    def staff(self) -> Row:
        """Who is signed in: id, name, role, places (list), language."""
        assert self.account is not None
        return self.account

    @property
    def actor(self) -> str:
        """How the audit trail names them."""
        return audit.staff(self.staff["id"])

    @property
    def language(self) -> str:
        """What to speak."""
        known = self.account["language"] if self.account else None
        return pick(self.market.languages, known, request.accept_languages.best_match(self.market.languages))

    def may(self, right: str) -> bool:
        """Whether they have a right."""
        return self.account is not None and roles.may(self.account["role"], right)

    def opens(self, name: str) -> bool:
        """Whether the page of that name is there for them."""
        declared = office.pages[name]
        allowed = declared.right is not None and self.may(declared.right)
        return allowed and (not declared.whole or self.areas is None)

    @cached_property
    def areas(self) -> tuple[str, ...] | None:
        """The areas that they are limited to; None: the whole market."""
        return areas.within(self.market, self.staff["places"])

    def within(self, column: str) -> tuple[str, dict[str, Any]]:
        """The SQL condition that a column holds one of their areas, and its values."""
        return areas.condition(column, self.areas)

    def ours(self, row: Row | None, column: str = "area") -> Row:
        """The row, if it is there and in their areas. Raises NotFoundError otherwise, and tells no difference."""
        if row is None or (self.areas is not None and row[column] not in self.areas):
            raise NotFoundError("page")
        return row

    @property
    def form(self) -> Mapping[str, str]:
        """What was filled in, without blanks around and without characters that nobody sees."""
        return {name: _CONTROLS.sub("", value).strip() for name, value in request.form.items()}

    def asked(self, name: str, default: str = "") -> str:
        """A word of the address, such as the filter of a list. Never anything about a person."""
        return request.args.get(name, default).strip()[:80]

    def number_asked(self, name: str) -> int | None:
        """A whole number of the address, or None."""
        text = self.asked(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def note(self, action: str, kind: str, subject: str, reason: str | None = None, **data: Any) -> None:
        """A line of the audit trail, in a transaction of its own or the one that is open."""
        with self.db.transaction():
            audit.note(self.db, self.now, self.actor, action, kind, subject, reason, **data)

    @property
    def kept(self) -> Kept:
        """Parts of pages that were drawn before."""
        kept: Kept = self.services["kept"]
        return kept

    def draw(self, template: str, **values: Any) -> str:
        """A template as HTML. `values` go to it; it also knows `desk`."""
        return self._render(template, desk=self, **values)

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of a template."""
        return page(self.draw(template, **values), status)

    def go(self, to: str, said: str = "", **values: Any) -> Response:
        """On to another page after a form, saying in a code what was done (`said`, one of `words.SAID`)."""
        if said:
            values["said"] = said
        return Response(status=303, headers={"Location": url_for(f"staff.{to}", **values)})

    def amount(self, name: str, least: int, most: int) -> int:
        """A whole number of the form. Raises InvalidError("not_a_number") with its name."""
        text = self.form.get(name, "")
        if not (text.isascii() and text.isdigit() and len(text) < 16 and least <= int(text) <= most):
            raise InvalidError("not_a_number", key=name, least=least, most=most)
        return int(text)
