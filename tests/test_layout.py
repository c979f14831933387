"""The shape of the tree: which way imports point, who reads the environment, where tests live."""

import ast
import graphlib
import pathlib

import pytest

from tests.source import ROOT, imports, module_name, parsed

MAY_IMPORT = {
    "core": set(),
    "messages": {"core", "translations"},
    "sync": {"core", "messages", "translations"},
    "channels": {"core", "messages", "sync", "translations"},
    "translations": set(),
    "markets": set(),
    "wsgi": {"core", "messages", "sync", "channels", "translations"},
    "demo": {"core", "messages", "sync", "channels", "translations", "wsgi"},
}
# The demo is no part of a real service: only the command that starts it reaches for it, when it is called. Likewise
# only the check of the catalogues, never the speaking of a language, needs to know what fits into a message.
MAY_IMPORT_WHEN_CALLED = {"wsgi": {"demo"}, "translations": {"messages"}}

READS_THE_ENVIRONMENT = "core/settings.py"

# Tests in a package's folder that are about the package as a whole, or about several of its files together.
ABOUT_NO_SINGLE_FILE = {
    "tests/channels/web/staff/test_browser.py",
    "tests/channels/web/staff/test_budgets.py",
    "tests/channels/web/staff/test_roles.py",
    "tests/sync/client/test_adapters.py",
    "tests/sync/client/test_browser.py",
    "tests/sync/client/test_node.py",
    "tests/sync/client/test_server.py",
    "tests/sync/tablet/test_app.py",
    "tests/sync/tablet/test_budgets.py",
    "tests/sync/tablet/test_cases.py",
    "tests/sync/tablet/test_day_screens.py",
    "tests/sync/tablet/test_employer_screens.py",
    "tests/sync/tablet/test_first_sync.py",
    "tests/sync/tablet/test_forty.py",
    "tests/sync/tablet/test_gate.py",
    "tests/sync/tablet/test_job_screens.py",
    "tests/sync/tablet/test_node.py",
    "tests/sync/tablet/test_offline.py",
    "tests/sync/tablet/test_people_cases.py",
    "tests/sync/tablet/test_people_screens.py",
    "tests/sync/tablet/test_person_screens.py",
    "tests/sync/tablet/test_practice.py",
    "tests/sync/tablet/test_reading_cases.py",
    "tests/sync/tablet/test_registering.py",
    "tests/sync/tablet/test_screens_all.py",
    "tests/sync/tablet/test_settings_screen.py",
    "tests/sync/tablet/test_sync_screen.py",
    "tests/sync/test_convergence.py",
}


def test_imports_point_one_way() -> None:
    assert wrong_arrows(ROOT) == []


def test_no_modules_need_each_other_to_load() -> None:
    assert cycle(ROOT) == []


def test_only_the_settings_read_the_environment() -> None:
    readers = {name for name, tree in parsed(ROOT).items() if reads_environment(tree)}
    assert readers <= {READS_THE_ENVIRONMENT}


def test_each_test_is_named_after_the_file_it_tests() -> None:
    assert misplaced_tests(ROOT) == []


@pytest.mark.parametrize(
    ("path", "source", "arrow"),
    [
        ("core/vacancies.py", "from messages.outbox import queue", "core -> messages"),
        ("core/vacancies.py", "import translations", "core -> translations"),
        ("core/vacancies.py", "from ..channels import ussd", "core -> channels"),
        ("core/vacancies.py", "def late():\n    import sync.push", "core -> sync"),
        ("messages/outbox.py", "from channels import ussd", "messages -> channels"),
        ("sync/push.py", "import wsgi", "sync -> wsgi"),
        ("translations/pick.py", "from core import errors", "translations -> core"),
        ("channels/ussd.py", "def late():\n    import demo", "channels -> demo"),
        ("wsgi.py", "import demo.seed", "wsgi -> demo"),
    ],
)
def test_an_arrow_the_wrong_way_is_found(tmp_path: pathlib.Path, path: str, source: str, arrow: str) -> None:
    plant(tmp_path, path, source)
    line = source.count("\n") + 1
    assert wrong_arrows(tmp_path) == [f"{path}:{line}: {arrow}"]


def test_the_demo_may_be_reached_when_its_command_is_called(tmp_path: pathlib.Path) -> None:
    plant(tmp_path, "wsgi.py", "def demo_command():\n    import demo.seed")
    assert wrong_arrows(tmp_path) == []


def test_modules_that_need_each_other_are_found(tmp_path: pathlib.Path) -> None:
    plant(tmp_path, "core/match.py", "from core import places")
    plant(tmp_path, "core/places.py", "from core.match import score")
    assert set(cycle(tmp_path)) == {"core.match", "core.places"}


def test_modules_that_meet_only_when_called_or_typed_are_no_cycle(tmp_path: pathlib.Path) -> None:
    plant(tmp_path, "core/match.py", "from core import places")
    plant(tmp_path, "core/places.py", "def late():\n    import core.match")
    plant(tmp_path, "core/plan.py", "if TYPE_CHECKING:\n    import core.visit")
    plant(tmp_path, "core/visit.py", "import core.plan")
    assert cycle(tmp_path) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['A']",
        "import os\nos.getenv('A')",
        "from os import environ",
        "import os as o\no.environ",
    ],
)
def test_reading_the_environment_is_found(source: str) -> None:
    assert reads_environment(ast.parse(source))


def test_the_environment_of_a_request_is_no_setting() -> None:
    assert not reads_environment(ast.parse("import os\nrequest.environ['REMOTE_ADDR']"))


def test_a_test_of_no_file_is_found(tmp_path: pathlib.Path) -> None:
    plant(tmp_path, "core/places.py", "")
    plant(tmp_path, "channels/screens/__init__.py", "")
    plant(tmp_path, "tests/core/test_places.py", "")
    plant(tmp_path, "tests/core/test_planets.py", "")
    plant(tmp_path, "tests/channels/test_screens.py", "")
    plant(tmp_path, "tests/test_layout.py", "")
    assert misplaced_tests(tmp_path) == ["tests/core/test_planets.py"]


def wrong_arrows(root: pathlib.Path) -> list[str]:
    """Each import that points the wrong way, as `file:line: from -> to`."""
    found = []
    for name, tree in parsed(root).items():
        ours = module_name(name).split(".")[0]
        for each in imports(name, tree):
            theirs = each.module.split(".")[0]
            allowed = MAY_IMPORT[ours] | {ours}
            if each.when_called:
                allowed |= MAY_IMPORT_WHEN_CALLED.get(ours, set())
            if theirs in MAY_IMPORT and theirs not in allowed:
                found.append(f"{name}:{each.line}: {ours} -> {theirs}")
    return found


def cycle(root: pathlib.Path) -> list[str]:
    """The modules of a cycle of imports that run while loading; none when there is none."""
    trees = parsed(root)
    modules = {module_name(name) for name in trees}
    needs: dict[str, set[str]] = {}
    for name, tree in trees.items():
        loading = {each.module for each in imports(name, tree) if not each.when_called}
        # `from core import places` names a module, `from core.places import Place` something in one.
        loaded = {each if each in modules else each.rpartition(".")[0] for each in loading}
        needs[module_name(name)] = (loaded & modules) - {module_name(name)}
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def reads_environment(tree: ast.Module) -> bool:
    """Whether it uses any of the names by which `os` hands out the environment."""
    names = {"environ", "environb", "getenv", "getenvb"}
    known_as = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known_as |= {alias.asname or alias.name for alias in node.names if alias.name == "os"}
        if isinstance(node, ast.ImportFrom) and node.module == "os" and names & {a.name for a in node.names}:
            return True
    return any(
        isinstance(node, ast.Attribute) and node.attr in names and ast.unparse(node.value) in known_as
        for node in ast.walk(tree)
    )


def misplaced_tests(root: pathlib.Path) -> list[str]:
    """Tests in the folder of a package that are named after no file or folder of it."""
    found = []
    for package in MAY_IMPORT:
        for path in sorted((root / "tests" / package).rglob("test_*.py")):
            tested = root / path.parent.relative_to(root / "tests") / path.stem.removeprefix("test_")
            name = path.relative_to(root).as_posix()
            if not (tested.is_dir() or tested.with_suffix(".py").exists() or name in ABOUT_NO_SINGLE_FILE):
                found.append(name)
    return found


def plant(root: pathlib.Path, path: str, source: str) -> None:
    """Write a file of a made-up tree."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
