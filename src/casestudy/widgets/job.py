"""Long work in a thread of its own, so that sliders stay alive and Cancel works."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import ipywidgets as w

from casestudy.widgets.message import Message, button, row
from casestudy.widgets.words import words

Work = Callable[..., Any]


class Job:
    """A piece of work with its progress and a button that stops it.

    Parameters
    ----------
    text : str
        On the button that begins it.
    work : callable
        Takes `progress` and `cancel` by name, and runs in a thread.
    done : callable
        Takes what `work` gave, back in the kernel's own thread.
    message : Message
        Where it says what went wrong.
    """

    def __init__(
        self, text: str, work: Work, done: Callable[[Any], None], message: Message
    ) -> None:
        """Build the buttons; nothing runs yet."""
        self._work, self._done, self._message = work, done, message
        self._cancel, self._running = threading.Event(), False
        self._bar = w.FloatProgress(min=0.0, max=1.0, layout=w.Layout(flex="1 1 8rem"))
        self._said = w.HTML()
        self._begin = button(text, self.begin)
        self._stop = button(words("job.cancel"), self._cancel.set, words("job.stop"))
        self._progress = row(self._bar, self._said, self._stop)
        self._progress.layout.display = "none"
        self.box = w.VBox([self._begin, self._progress])
        self.box.layout.align_items = "flex-start"
        self.thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start the work, unless it runs already."""
        if self._running:
            return
        self._running = True
        self._cancel.clear()
        self._begin.disabled = True
        self._bar.value, self._said.value = 0.0, "…"
        self._progress.layout.display = ""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # outside a kernel, as in a test
            loop = None

        def post(act: Callable[..., Any], *what: Any) -> None:
            # Widgets are changed in the kernel's thread only; the work just tells it to.
            if loop is None:
                act(*what)
                return
            with suppress(RuntimeError):  # the kernel is gone: nobody is left to be told
                loop.call_soon_threadsafe(act, *what)

        self.thread = threading.Thread(target=self._run, args=(post,), daemon=True)
        try:
            self.thread.start()
        except RuntimeError as error:
            self._end(None, words("job.not_started", error=error))

    def _run(self, post: Callable[..., Any]) -> None:
        def progress(part: float, text: str = "") -> None:
            post(self._show, part, text)

        try:
            result = self._work(progress=progress, cancel=self._cancel)
        except BaseException as error:  # nobody sees what a thread raises, or that it has ended
            post(self._end, None, str(error) or type(error).__name__)
        else:
            post(self._end, result, "")

    def _show(self, part: float, text: str) -> None:
        if self._running:
            self._bar.value, self._said.value = min(max(part, 0.0), 1.0), text

    def _end(self, result: Any, problem: str) -> None:
        self._running = False
        self._progress.layout.display = "none"
        self._begin.disabled = False
        if problem:
            self._message.complain(problem)
        else:
            self._done(result)
