"""The source of the service, as tests read it: its files and what they import."""

import ast
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).parent.parent
PACKAGES = ("core", "messages", "sync", "channels", "translations", "markets", "demo")


@dataclass(frozen=True)
class Import:
    """One imported name, in full; `when_called` when it stands in a function and so runs later."""

    module: str
    line: int
    when_called: bool


def parsed(root: pathlib.Path) -> dict[str, ast.Module]:
    """The code of the service by path from the root."""
    files = [file for package in PACKAGES for file in sorted((root / package).rglob("*.py"))]
    files += [file for file in [root / "wsgi.py"] if file.exists()]
    return {file.relative_to(root).as_posix(): ast.parse(file.read_bytes()) for file in files}


def module_name(path: str) -> str:
    """`core/places.py` as `core.places`, and a package's `__init__.py` as the package."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: str, tree: ast.Module) -> Iterator[Import]:
    """What a file imports. An import for type checkers alone counts as `when_called`: it never loads."""
    folder = path.split("/")[:-1]

    def walk(node: ast.AST, when_called: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, when_called)
            elif isinstance(child, ast.ImportFrom):
                above = folder[: len(folder) - child.level + 1] if child.level else []
                source = ".".join([*above, *filter(None, [child.module])])
                for alias in child.names:
                    yield Import(f"{source}.{alias.name}".lstrip("."), child.lineno, when_called)
            else:
                later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                typing = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
                yield from walk(child, when_called or later or typing)

    return walk(tree, when_called=False)
