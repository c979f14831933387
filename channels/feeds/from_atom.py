"""Atom and RSS: the entries of a feed, with what job boards add to them."""

from collections.abc import Iterator
from xml.parsers import expat

from channels.feeds.item import Fault, Item, column

_ENTRIES = frozenset(("entry", "item"))
_DEEPEST = 40
_LONGEST = 20_000  # characters kept of one element
# Elements of Atom and RSS by their local names; those of job boards are called like columns: location, expires.
_MEANS = {"title": "title", "id": "id", "guid": "id", "summary": "description", "content": "description"}
_MEANS |= {"description": "description", "encoded": "description"}


class _RefusedError(Exception):
    """The document does what no feed needs to do."""


def read(data: bytes) -> Iterator[Item | Fault]:
    """The entries of a feed, counted from 1. Where the document breaks off, what came before is kept.

    A document type is refused before anything of it is read: with it come entities that unfold to gigabytes, or read
    files of this machine. The parser is Python's own; nothing else of it reaches out.
    """
    parser, found = expat.ParserCreate(namespace_separator="}"), _Entries()
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.said
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    fault = None
    try:
        parser.Parse(data, True)
    except _RefusedError:
        fault = "doctype"
    except (expat.ExpatError, ValueError, LookupError):
        fault = "not_xml"
    if fault == "doctype":
        yield Fault(None, fault)
        return
    yield from found.items
    if fault:
        yield Fault(len(found.items) + 1 if found.items or found.inside else None, fault)
    elif not found.items:
        yield Fault(None, "no_postings")


def _refuse(*_told: object) -> None:
    raise _RefusedError


class _Entries:
    """Gathers entries while the parser goes through a document."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.path: list[str] = []
        self.texts: list[str] = []
        self.inside = 0  # the depth at which the entry of now stands
        self.cells: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self.path.append(local)
        if len(self.path) > _DEEPEST:
            raise ValueError("too deep")
        if not self.inside and local in _ENTRIES:
            self.inside, self.cells = len(self.path), {}
        elif self.inside and len(self.path) > self.inside:
            if local == "link" and attributes.get("rel", "alternate") == "alternate" and attributes.get("href"):
                self.cells.setdefault("url", attributes["href"])
            if local == "category" and attributes.get("term"):
                self.cells.setdefault("occupation", attributes.get("label") or attributes["term"])
        if len(self.path) <= self.inside + 1:
            self.texts = []

    def said(self, text: str) -> None:
        if self.inside:
            self.texts.append(text)

    def end(self, name: str) -> None:
        local = self.path.pop()
        depth = len(self.path) + 1
        if not self.inside:
            return
        if depth == self.inside:
            self.items.append(Item(len(self.items) + 1, self.cells))
            self.inside = 0
            return
        text = "".join(self.texts)[: _LONGEST + 1].strip()
        if depth == self.inside + 2 and self.path[-1] == "author" and local == "name":
            self.cells.setdefault("employer", text)
            self.texts = []
        elif depth == self.inside + 1:
            if local in ("author", "creator"):
                if text and "@" not in text:
                    self.cells.setdefault("employer", text)
            else:
                self._tell("url" if local == "link" else _MEANS.get(local) or column(local), text)
            self.texts = []

    def _tell(self, name: str | None, text: str) -> None:
        if name is None or not text:
            return
        if name == "employer":
            self.cells[name] = text  # the company counts more than who wrote the entry
        elif name == "description":
            self.cells[name] = max(text, self.cells.get(name, ""), key=len)
        else:
            self.cells.setdefault(name, text)
