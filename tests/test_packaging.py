"""What an installation holds: names that are ours alone, one command, and every file the service reads."""

import configparser
import importlib.metadata
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest

import core
from tests.source import PACKAGES, ROOT, imports, parsed


def test_no_other_distribution_owns_one_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    others = {name: set(owners.get(name, ())) - {"fursa"} for name in (*PACKAGES, "wsgi")}
    assert {name: found for name, found in others.items() if found} == {}


def test_the_command_starts_what_it_names() -> None:
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="fursa")
    assert command.value == "wsgi:main"
    assert callable(command.load())


def test_the_version_is_told_in_one_place() -> None:
    assert importlib.metadata.version("fursa") == core.__version__


def test_every_library_the_service_imports_is_declared() -> None:
    metadata = configparser.ConfigParser()
    metadata.read(ROOT / "setup.cfg")
    lines = metadata["options"]["install_requires"].splitlines()
    declared = {normal(re.split(r"[\[<>=]", line)[0]) for line in lines if line and not line.startswith("#")}
    owners = importlib.metadata.packages_distributions()
    imported = {name.module.split(".")[0] for path, tree in parsed(ROOT).items() for name in imports(path, tree)}
    foreign = imported - sys.stdlib_module_names - {*PACKAGES, "wsgi"}
    assert {name for name in foreign if not declared & set(map(normal, owners.get(name, ())))} == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    # Built from a copy: a build leaves a folder behind, which the next one would take for part of the tree.
    copy = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "wsgi.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    wheels = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(wheels)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(copy)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = wheels.glob("fursa-*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_every_file_of_the_packages_is_installed(wheel: zipfile.ZipFile) -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }
    assert there - set(wheel.namelist()) == set()


def test_nothing_else_is_installed(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    described = f"fursa-{core.__version__}.dist-info"
    assert tops <= {*PACKAGES, "wsgi.py", described}


def normal(distribution: str) -> str:
    """One spelling for `uuid-utils` and `uuid_utils`."""
    return re.sub(r"[-_.]+", "-", distribution).lower()
