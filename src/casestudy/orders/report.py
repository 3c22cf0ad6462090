"""What an import read, netted, dropped and assumed, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casestudy.orders.words import words

if TYPE_CHECKING:
    import pandas as pd

SECTIONS = ("read", "columns", "netted", "dropped", "assumed")
FIRST = 5  # rows that are named of each kind


@dataclass
class Report:
    """Lines by section; each with how many rows it is about and where the first of them stand."""

    files: list[Path]
    entries: list[tuple[str, str]] = field(default_factory=list)

    def words(self, piece: str, rows: pd.DataFrame | None = None, **names: Any) -> None:
        """Add a line in the section that the piece begins with; about rows, if there are any."""
        text = words(piece, **names)
        if rows is not None:
            text = words("line.with_rows", text=text, count=len(rows), rows=self.places(rows))
        self.tell(piece.partition(".")[0], text)

    def tell(self, section: str, text: str) -> None:
        """Add a line as it is."""
        self.entries.append((section, text))

    def places(self, rows: pd.DataFrame) -> str:
        """Where the first of some rows stand: file and row."""
        parts = []
        first = rows.head(FIRST)
        for number, some in first.groupby("file", sort=False):
            listed = ", ".join(str(row) for row in some["row"])
            parts.append(words("line.place", file=self.files[int(number)].name, rows=listed))
        return ", ".join(parts) + (", …" if len(rows) > FIRST else "")

    def lines(self) -> list[str]:
        """The whole report."""
        found = [words("report.title"), ""]
        for section in SECTIONS:
            said = [text for own, text in self.entries if own == section]
            if said:
                found += [words(f"section.{section}"), *(f"- {text}" for text in said), ""]
        return found
