"""A finding: one line of what a check of the installation found, and how to mend it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok`; a `note` (it works, and could be better); or a `FAULT` that keeps the service from working."""

    state: Literal["ok", "note", "FAULT"]
    about: str
    text: str

    def __str__(self) -> str:
        # One line, also where a driver reports in several.
        return f"{self.state:5}  {self.about}: {' '.join(self.text.split())}"
