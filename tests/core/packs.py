"""A pack that tests of the lexicon may change: a copy of the made-up market, with a lexicon of six entries."""

import shutil
from pathlib import Path

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"
LEXICON = """\
code,language,words,weight
9211,pt,trabalhador rural,3
9211,pt,capinador,3
9211,am,የቀን ሠራተኛ,2
6111,pt,lavrador,3
5120,pt,cozinheira,3
5120,pt,panela,1
"""


def copied(to: Path) -> Path:
    """A copy of Tinyland below a folder, with this lexicon."""
    folder = Path(shutil.copytree(TINYLAND, to / "pack"))
    (folder / "lexicon.csv").write_text(LEXICON, encoding="utf-8")
    return folder
