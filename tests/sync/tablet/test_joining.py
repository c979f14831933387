"""Joining: one script that does what the modules do."""

import graphlib
import subprocess
from pathlib import Path

import pytest
from babel.messages.jslexer import tokenize

from sync.tablet import joining
from tests import services
from tests.source import ROOT

SCRIPTS = sorted([*(ROOT / "sync" / "tablet").rglob("*.js"), *(ROOT / "sync" / "client").glob("*.js")])


def said(tmp_path: Path, **modules: str) -> str:
    """What the modules print when they run as one."""
    named = {f"{name.replace('__', '/')}.js": source for name, source in modules.items()}
    script = tmp_path / "joined.mjs"
    script.write_text(joining.joined(named))
    done = subprocess.run([services.program("node"), script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_modules_find_each_other_whatever_they_are_called(tmp_path: Path) -> None:
    assert (
        said(
            tmp_path,
            main='import { greet, NAME as name } from "./parts/greet.js";\nconsole.log(greet(name));\n',
            parts__greet=(
                'import * as words from "../words.js";\nexport const NAME = "Amina";\n'
                "export function greet(who) {\n  return `${words.hello} ${who}`;\n}\n"
            ),
            words='export const hello = "Hello";\n',
        )
        == "Hello Amina\n"
    )


def test_names_that_a_module_keeps_to_itself_stay_its_own(tmp_path: Path) -> None:
    assert (
        said(
            tmp_path,
            a='const own = "a";\nfunction tell() {\n  return own;\n}\nexport class A {\n  tell = tell;\n}\n',
            b='const own = "b";\nconst tell = () => own;\nexport async function b() {\n  return tell();\n}\n',
            main='import { A } from "./a.js";\nimport { b } from "./b.js";\nconsole.log(new A().tell(), await b());\n',
        )
        == "a b\n"
    )


def test_a_module_may_hand_on_what_it_imports_or_only_run(tmp_path: Path) -> None:
    assert (
        said(
            tmp_path,
            a='export const one = 1;\nconsole.log("ran");\n',
            b='export { one as first } from "./a.js";\n',
            main='import "./a.js";\nimport { first } from "./b.js";\nconsole.log(first);\n',
        )
        == "ran\n1\n"
    )


def test_a_module_runs_once(tmp_path: Path) -> None:
    used = 'import { a } from "./a.js";\nexport const b = a;\n'
    main = 'import { b } from "./b.js";\nimport { a } from "./a.js";\nconsole.log(a === b);\n'
    assert said(tmp_path, a='console.log("ran");\nexport const a = {};\n', b=used, main=main) == "ran\ntrue\n"


def test_modules_that_need_each_other_are_refused() -> None:
    one = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}
    with pytest.raises(graphlib.CycleError):
        joining.joined(one)


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let count = 0;",
        "export const { a, b } = c;",
        "export * from './a.js';",
        "export { a };",
        'import a from "./a.js";',
        'import fs from "node:fs";',
    ],
)
def test_what_is_not_known_is_refused_rather_than_broken(line: str) -> None:
    with pytest.raises(joining.JoiningError, match="main.js"):
        joining.joined({"main.js": f"{line}\n", "a.js": ""})


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('import { a } from "./a.js";', ["./a.js"]),
        ('import {\n  a,\n  b,\n} from "../a.js";', ["../a.js"]),
        ('import * as a from "./a.js";\nimport { b } from "./b.js";', ["./a.js", "./b.js"]),
        ('import "./a.js";', ["./a.js"]),
        ('export { a } from "./a.js";', ["./a.js"]),
        ('// import { a } from "./a.js";', []),
        ('/** @type {import("./a.js").A} */', []),
        ('export function find(page) {\n  return page.querySelector(".field");\n}', []),
        ('export const DOT = ".x";', []),
    ],
)
def test_what_a_module_imports_is_read_out_of_it(script: str, found: list[str]) -> None:
    assert joining.imported(script) == found


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_of_our_scripts_nothing_is_left_out_but_comments(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert tokens(joining.without_comments(source)) == tokens(source)


def tokens(source: str) -> list[str]:
    """What a script says, without comments."""
    return [each.value for each in tokenize(source, jsx=False) if not each.type.endswith("comment")]
