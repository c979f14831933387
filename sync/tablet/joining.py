"""Joining: the modules of the app in one script. A slow line then has to ask once, and not a hundred times."""

import graphlib
import posixpath
import re
from collections.abc import Mapping

_PATH = r'\s*["\'](\.[^"\']+)["\'];?[ \t]*$'
_NAMES = r"\{([^{}]*)\}"
_IMPORT = re.compile(rf"^import\b(?:\s*{_NAMES}\s*from|\s*\*\s*as\s+(\w+)\s+from)?{_PATH}", re.MULTILINE)
_AGAIN = re.compile(rf"^export\s*{_NAMES}\s*from{_PATH}", re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?function\s*\*?|class|const)\s+(\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)


class JoiningError(Exception):
    """A module imports or exports in a way that is not known here."""


def imported(source: str) -> list[str]:
    """What a module imports from modules beside it, as it names them."""
    return [found[-1] for found in _IMPORT.findall(source)] + [found[-1] for found in _AGAIN.findall(source)]


def joined(modules: Mapping[str, str]) -> str:
    """One module in the place of many, by name: each is a block, behind those that it needs.

    Raises JoiningError; graphlib.CycleError where modules need each other.
    """
    needs = {name: {_named(name, lead) for lead in imported(source)} for name, source in modules.items()}
    order = graphlib.TopologicalSorter(dict(sorted(needs.items()))).static_order()
    return "const $modules = {};\n" + "".join(_block(name, modules[name]) for name in order)


def without_comments(source: str) -> str:
    """A script without the comments that have lines of their own."""
    return _COMMENT.sub("", source)


def _block(name: str, source: str) -> str:
    exports: list[str] = []

    def imports(found: re.Match[str]) -> str:
        names, whole, lead = found.groups()
        there = f'$modules["{_named(name, lead)}"]'
        if whole:
            return f"const {whole} = {there};"
        return f"const {{{_renamed(names)}}} = {there};" if names else ""

    def again(found: re.Match[str]) -> str:
        names, lead = found.groups()
        exports.append(f'...(({{{_renamed(names)}}}) => ({{{_own(names)}}}))($modules["{_named(name, lead)}"])')
        return ""

    def exported(found: re.Match[str]) -> str:
        exports.append(found[2])
        return f"{found[1]} {found[2]}"

    body = _EXPORT.sub(exported, _AGAIN.sub(again, _IMPORT.sub(imports, without_comments(source))))
    if other := _OTHER.search(body):
        raise JoiningError(f"{name}: {other[0]}")
    return f'{{ // {name}\n{body}$modules["{name}"] = {{ {", ".join(exports)} }};\n}}\n'


def _renamed(names: str) -> str:
    """The names of an import as those of a pattern: `a as b` is `a: b`."""
    return re.sub(r"\s+as\s+", ": ", " ".join(names.split()))


def _own(names: str) -> str:
    """The names under which a module hands on what it imports."""
    return ", ".join(each.split(" as ")[-1].strip() for each in names.split(",") if each.strip())


def _named(name: str, lead: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), lead))
