"""What the lexicon takes: the memory that a process keeps once the reader is built."""

import subprocess
import sys

_WITHOUT = (
    "import core.reading, core.settings, rapidfuzz.process, rapidfuzz.distance;"
    " market = core.market.load(core.settings.DEFAULT_MARKET); market.places.names();"
)
_WITH = _WITHOUT + " core.reading.reader(market);"
_PAGES = " print(open('/proc/self/statm').read().split()[1])"
_PAGE_BYTES = 4096


def megabytes() -> float:
    """The difference between two processes, with and without it."""
    return (_pages(_WITH) - _pages(_WITHOUT)) * _PAGE_BYTES / 1e6


def _pages(program: str) -> int:
    return int(subprocess.run([sys.executable, "-c", program + _PAGES], check=True, capture_output=True).stdout)
