"""Results inside a widget, shown as JupyterLab shows the output of a cell."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from casestudy.text.prose import without_mathematics


def bundle(thing: object) -> dict[str, Any]:
    """What a notebook would store of an output: its forms by media type."""
    found = {"text/plain": repr(thing)}
    for kind in ("markdown", "html"):
        form = getattr(thing, f"_repr_{kind}_", None)
        if form is not None:
            found[f"text/{kind}"] = form()
    return found


def shown(*things: object) -> w.Output:
    """Results below one another, rendered by JupyterLab itself and not as markup of our own."""
    return w.Output(outputs=_outputs(things))


def show_in(place: w.Output, *things: object) -> None:
    """Put other results in the place of those that are shown."""
    place.outputs = _outputs(things)


def _outputs(things: tuple[object, ...]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"output_type": "display_data", "data": bundle(thing), "metadata": {}} for thing in things
    )


def as_page(*things: object) -> str:
    """The same as Markdown, for where no widget can be shown."""
    return without_mathematics("\n\n".join(_markdown(thing) for thing in things if str(thing)))


def _markdown(thing: object) -> str:
    forms = bundle(thing)
    return forms.get("text/markdown") or forms.get("text/html") or forms["text/plain"]
