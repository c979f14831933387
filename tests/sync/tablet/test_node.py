"""The app's logic, which Node runs: one table of cases for both sides stands in `cases/`."""

import subprocess

from tests import services
from tests.source import ROOT

PATIENCE_SECONDS = 300


def test_the_logic_of_the_app_passes_its_tests_in_node() -> None:
    folder = ROOT / "tests" / "sync" / "tablet"
    done = subprocess.run(
        [services.program("node"), "--test", *sorted(folder.glob("*.test.js"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stdout
