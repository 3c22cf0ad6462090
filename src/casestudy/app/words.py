"""What the command line says."""

from __future__ import annotations

from typing import Any

from casestudy.files.languages import texts


def words(piece: str, **names: Any) -> str:
    """A piece of the words of the command line, with its figures."""
    if not names:
        return texts(__package__)[piece]  # help has none, and should not wait for templates
    from casestudy.text.words import phrase

    return phrase(__package__, piece, **names)
