"""Prose escapes what Markdown would take for mathematics, and nothing else."""

from casestudy.text.prose import Prose


def test_prose_escapes_currency_signs_only_for_markdown():
    prose = Prose("costs $5", "", "and $6")
    assert str(prose) == repr(prose) == "costs $5\n\nand $6"
    inside = "costs \\$5\n\nand \\$6"
    shown = f'<div class="mathjax_ignore tex2jax_ignore">\n\n{inside}\n\n</div>'
    assert prose._repr_markdown_() == shown
    assert Prose("costs €5")._repr_markdown_() == "costs €5"
