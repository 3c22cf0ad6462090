"""How Sphinx makes the book; `tools/build_book.py` lays out the pages and calls it."""

from latex2mathml.converter import convert
from sphinx.util import logging

import casestudy

project = "casestudy"
version = release = casestudy.__version__
project_copyright = "CC BY 4.0 (prose and data), MIT (code)"
language = "en"
root_doc = "index"
nitpicky = True

extensions = ["myst_nb"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
# Outputs are those that the repository stores, and their links lead to pages of the book.
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
# Without this, a page would fetch the scripts of widgets, and no page of the book has a widget.
nb_ipywidgets_js = {}
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
# A board paper, or the frame of a cockpit, begins two levels below the page that it stands on.
suppress_warnings = ["myst.header"]

html_theme = "furo"
html_title = "casestudy"
html_static_path = ["book.css"]
html_css_files = ["book.css"]
html_copy_source = html_use_index = False
html_show_sphinx = False
html_math_renderer = "mathml"


def as_mathml(latex, display):
    """An equation as MathML, which browsers draw without a script.

    Raises
    ------
    ValueError
        If a command is left over that is not known.
    """
    mathml = convert(latex.strip(), display=display)
    if "\\" in mathml:
        raise ValueError(f"this equation has a command that MathML cannot show: {latex}")
    return mathml


def _add(page, node, display):
    try:
        page.body.append(as_mathml(node.astext(), display))
    except Exception as error:  # whatever the converter stumbles over is said with its place
        logging.getLogger(__name__).warning("%s", error, location=node)


def _inline(page, node):
    _add(page, node, "inline")


def _block(page, node):
    page.body.append(page.starttag(node, "div", CLASS="equation"))
    _add(page, node, "block")
    page.body.append("</div>")


def setup(app):
    """Tell Sphinx how equations are written."""
    from docutils.nodes import SkipNode

    def then_skip(write):
        def visit(page, node):
            write(page, node)
            raise SkipNode

        return visit

    app.add_html_math_renderer("mathml", (then_skip(_inline), None), (then_skip(_block), None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
