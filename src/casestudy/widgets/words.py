"""What the widgets say, and what the browser says for them."""

from __future__ import annotations

from functools import partial

from casestudy.files.languages import language
from casestudy.text.words import phrase

words = partial(phrase, "casestudy.widgets")


def of_the_browser() -> dict[str, str]:
    """What `static/cockpit.js` says; it puts in itself what stands between braces."""
    return {
        "language": language(),
        "quarter": words("browser.quarter"),
        "save_picture": words("browser.save_picture", file="{file}", kind="{kind}"),
        "save_table": words("browser.save_table", caption="{caption}"),
        "gone": words("browser.gone"),
    }
