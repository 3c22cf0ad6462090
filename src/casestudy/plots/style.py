"""What all pictures share: the style, the canvas, and the way into a notebook."""

from __future__ import annotations

import base64
import io
import math
import textwrap
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from importlib import import_module
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from casestudy.plots.fonts import families, foreign_letters, missing_letters
from casestudy.text.formats import decimal_mark
from casestudy.text.words import home, knows, say, thing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.scenario.case import Case

US, RIVAL, GOOD, ACCENT, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#999999"
DARK = "#333333"
USUAL_HEIGHT = 3.6  # of a picture, in inches
LINE = 54  # characters of a title that fit on one line


Say = Callable[..., str]  # from the name of a piece, and figures for it, to its words


@contextmanager
def _style() -> Iterator[None]:
    import matplotlib.pyplot as plt

    with (
        as_file(files("casestudy") / "casestudy.mplstyle") as style,
        plt.style.context([str(style), {"font.family": list(families())}]),
        warnings.catch_warnings(),
    ):
        # A letter that no font has is drawn as a box; `casestudy check` says what to install.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from")
        yield


def canvas(ax: Axes | None = None, *, height: float = USUAL_HEIGHT) -> Axes:
    """The axes to draw on: the given ones, or new ones in the style of the workbook.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Axes of the caller, left in the caller's style.
    height : float
        Height of a new picture in inches.

    Returns
    -------
    matplotlib.axes.Axes
    """
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.0, height))
    plt.close(figure)  # a notebook would show every open figure a second time
    return ax


def headline(ax: Axes, text: str) -> None:
    """Set the finding as the title, broken so that it fits the picture."""
    lines = math.ceil(len(text) / LINE)
    width = math.ceil(len(text) / lines) + 6 if lines > 1 else LINE
    title = ax.set_title("\n".join(textwrap.wrap(text, min(width, LINE))))
    if len(ax.figure.axes) == 1:
        # From the left edge of the picture: long labels would push it out on the right.
        from matplotlib.transforms import blended_transform_factory

        across = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
        title.set_transform(across + ax.titleOffsetTrans)
        title.set_x(0.012)


def png(ax: Axes) -> bytes:
    """The picture of some axes as PNG, the same bytes for the same picture."""
    buffer = io.BytesIO()
    _in_all_scripts(ax)
    with _style():
        ax.figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _in_all_scripts(ax: Axes) -> None:
    """Give texts with letters that the own font lacks all fonts, those just installed too."""
    from matplotlib.text import Text

    foreign = [text for text in ax.figure.findobj(Text) if foreign_letters(text.get_text())]
    missing_letters("".join(text.get_text() for text in foreign))
    for text in foreign:
        text.set_fontfamily(families())


def svg(ax: Axes) -> str:
    """The picture of some axes as SVG, letters as shapes; the same text for the same picture."""
    import matplotlib

    buffer = io.StringIO()
    _in_all_scripts(ax)
    # Without a salt the names inside are random.
    with _style(), matplotlib.rc_context({"svg.hashsalt": "casestudy", "svg.fonttype": "path"}):
        ax.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def image(ax: Axes, alt: str) -> str:
    """The picture of some axes as HTML, with the words that a screen reader reads in its place.

    JupyterLab and VS Code show an `image/png` without any alternative text, so it is an `<img>`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    alt : str
        What the picture shows, in a sentence or two.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    if not alt.strip():
        raise ValueError("alt: expected a sentence that says what the picture shows")
    width = round(ax.figure.get_figwidth() * 100)
    source = f"data:image/png;base64,{base64.b64encode(png(ax)).decode('ascii')}"
    # On a narrow page it shrinks, and keeps its shape.
    look = "max-width: 100%; height: auto"
    return f'<img src="{source}" alt="{escape(alt)}" width="{width}" style="{look}">'


def draw(
    record: object, name: str | None = None, *, ax: Axes | None = None, case: Case | None = None
) -> Axes:
    """Draw a result in the style of the workbook, with its finding as the title.

    Parameters
    ----------
    record : object
        What a function of a chapter gave.
    name : str, optional
        Which picture of it, where there are several.
    ax : matplotlib.axes.Axes, optional
        Axes of the caller.
    case : Case, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError
        If there is no picture of it.
    """
    name = name or thing(record)
    pictures = _pictures(record)
    function = getattr(pictures, name, None)
    if function is None:
        raise TypeError(
            "show(): expected a result that has a picture, such as cs.history.decline(case), "
            f"not {_named(record, name)}"
        )

    def words(piece: str, **others: Any) -> str:
        own = f"{name}.{piece}"
        return say(record, own if knows(record, own) else piece, case=case, **others)

    height = getattr(pictures, "HEIGHTS", {}).get(name, USUAL_HEIGHT)
    with _style():
        ax = canvas(ax, height=height(record) if callable(height) else height)
        function(ax, record, words)
        _localise(ax)
        headline(ax, words("title"))
    return ax


def _localise(ax: Axes) -> None:
    """Write numbers at an axis with the decimal mark of the language."""
    from matplotlib.ticker import ScalarFormatter

    mark = decimal_mark()

    class Local(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return super().__call__(x, pos).replace(".", mark)

    for axis in (ax.xaxis, ax.yaxis) if mark != "." else ():
        if type(axis.get_major_formatter()) is ScalarFormatter:
            axis.set_major_formatter(Local())


def has(record: object, name: str) -> bool:
    """Whether there is a picture of that name of a result."""
    return hasattr(_pictures(record), name)


def _pictures(record: object) -> Any:
    """The module of pictures that lies beside the records of a chapter."""
    place = home(record)
    try:
        # What serves more than one chapter has its pictures here.
        shared = place == "casestudy.analysis"
        return import_module("casestudy.plots.analysis" if shared else f"{place}.plots")
    except ModuleNotFoundError:
        return None


def _named(record: object, name: str) -> str:
    """What was given where there is no picture: a class, and the picture that was asked for."""
    kind = type(record).__name__
    article = "an" if kind[0] in "AEIOUaeiou" else "a"
    return f"{article} {kind}" + ("" if name == thing(record) else f" with {name!r}")


class Picture:
    """A picture as the output of a cell, with words for those who cannot see it.

    Parameters
    ----------
    image : str
        The picture as HTML.
    words : str
        What it shows, in a sentence or two.
    """

    def __init__(self, image: str, words: str) -> None:
        """Keep both."""
        self.image, self.words = image, words

    def __repr__(self) -> str:
        """What it shows, as a notebook stores it beside the picture."""
        return self.words

    def _repr_html_(self) -> str:
        return self.image


def picture(
    record: object, name: str | None = None, *, alt: str | None = None, case: Case | None = None
) -> Picture:
    """The picture of a result, with words for those who cannot see it.

    Parameters
    ----------
    record : object
        What a function of a chapter gave, or axes that are drawn on already.
    name : str, optional
        Which picture of it, where there are several.
    alt : str, optional
        What axes of your own show, in a sentence or two.
    case : Case, optional

    Returns
    -------
    Picture

    Raises
    ------
    TypeError
        If there is no picture of it.
    ValueError
        If axes come without words.
    """
    if hasattr(record, "figure"):
        ax, words = record, alt or ""
    else:
        ax = draw(record, name, case=case)
        words = alt or say(record, f"{name or thing(record)}.alt", case=case)
    return Picture(image(ax, words), str(words))


def show(
    record: object, name: str | None = None, *, alt: str | None = None, case: Case | None = None
) -> None:
    """Show the picture of a result; the arguments are those of `picture`.

    Parameters
    ----------
    record : object
        What a function of a chapter gave, or axes that are drawn on already.
    name : str, optional
        Which picture of it, where there are several.
    alt : str, optional
        What axes of your own show, in a sentence or two.
    case : Case, optional

    Raises
    ------
    TypeError
        If there is no picture of it.
    ValueError
        If axes come without words.
    """
    from IPython.display import display

    display(picture(record, name, alt=alt, case=case))
