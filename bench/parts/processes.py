"""What running processes cost: processor time and memory, as the kernel counts them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots: Iterable[int]) -> float:
    """Processor time of these processes and all below them since they began, those that have ended included."""
    return sum(_own_seconds(process) for root in roots for process in _tree(root))


def server_of(worker: int) -> int:
    """The process that started this worker, where it is not ours; else the worker."""
    parent = int(_stat(worker)[1])
    return worker if parent == os.getpid() else parent


def forget_peak(process: int) -> None:
    """From now on the peak of its memory is counted anew."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def memory(process: int, what: str = "VmRSS") -> float:
    """What it holds in memory, in MB: VmRSS now, VmHWM at most since the peak was forgotten."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError(f"process {process} tells no memory")


def _tree(root: int) -> Iterator[int]:
    yield root
    for thread in Path(f"/proc/{root}/task").glob("*/children"):
        for child in thread.read_text().split():
            yield from _tree(int(child))


def _own_seconds(process: int) -> float:
    """With those of its children that have ended: the living are counted by themselves."""
    return sum(map(int, _stat(process)[11:15])) / TICKS


def _stat(process: int) -> list[str]:
    """The fields from the state on: the name before it may hold spaces."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
