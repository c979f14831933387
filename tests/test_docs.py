"""The documentation is tested: what the program has stands there, and what stands there exists."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from core.settings import Settings
from tests.conftest import ROOT
from wsgi import main

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ADMINISTRATOR = (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", [each.metadata["name"] for each in fields(Settings)])
def test_every_setting_is_explained(setting: str) -> None:
    assert f"`{setting}`" in ADMINISTRATOR


def commands(group: click.Group, above: str = "fursa") -> list[str]:
    """The full names of the commands below a group."""
    context = click.Context(group)
    names = []
    for name in group.list_commands(context):
        command, full = group.get_command(context, name), f"{above} {name}"
        assert command is not None
        names += commands(command, full) if isinstance(command, click.Group) else [full]
    return names


@pytest.mark.parametrize("command", commands(main))
def test_every_command_is_explained(command: str) -> None:
    assert f"`{command}" in ADMINISTRATOR


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"(?:^|`|sudo )make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets
