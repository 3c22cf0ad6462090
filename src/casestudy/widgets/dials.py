"""One row for each lever and each assumption: slider, number, reset, and what it means."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets as w

from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers, declaration
from casestudy.scenario.case import Case
from casestudy.text.figures import lever_label, mark_label, unit_label
from casestudy.text.formats import quantity, typed
from casestudy.text.numerals import as_percent_hint, parse_number
from casestudy.units import Unit
from casestudy.widgets.words import words


@dataclass(frozen=True)
class Scale:
    """What a row needs to know about its quantity.

    Attributes
    ----------
    name, label, help : str
    unit : Unit
    low, high, step : float
    start : float
        Where the row begins, and where its reset leads.
    facts : tuple of (str, str)
        What else is known about it: label and text.
    """

    name: str
    label: str
    help: str
    unit: Unit
    low: float
    high: float
    step: float
    start: float
    facts: tuple[tuple[str, str], ...]


def lever_scale(case: Case, name: str) -> Scale:
    """The scale of a lever, with its null value and what happened."""
    declared, bounds = declaration(Levers, name), getattr(case.scenario.levers, name)
    figure = getattr(case.scenario.plans["as_it_happened"], name)
    start = getattr(case.plan("as_it_happened"), name)
    currency = case.scenario.currency

    def text(value: float) -> str:
        return quantity(value, declared.unit, currency)

    facts = (
        (words("dial.nothing"), text(0.0)),
        (words("dial.happened"), text(start) if figure is None else _sourced(text(start), figure)),
        (words("dial.accepted"), words("to", low=text(bounds.low), high=text(bounds.high))),
    )
    return Scale(
        name, lever_label(case, name), declared.help, declared.unit, bounds.low, bounds.high,
        declared.step, start, facts,
    )  # fmt: skip


def assumption_scale(case: Case, name: str) -> Scale:
    """The scale of an assumption, with its range, its mark and its source."""
    declared = declaration(Assumptions, name)
    figure = getattr(case.scenario.assumptions, name)
    currency = case.scenario.currency

    def text(value: float) -> str:
        return quantity(value, declared.unit, currency)

    facts = (
        (words("dial.scenario"), _sourced(text(figure.value), figure)),
        (words("dial.accepted"), words("to", low=text(figure.low), high=text(figure.high))),
    )
    return Scale(
        name, declared.label, declared.help, declared.unit, figure.low, figure.high,
        declared.step, figure.value, facts,
    )  # fmt: skip


def _sourced(text: str, figure: Any) -> str:
    return words("dial.source", text=text, mark=mark_label(figure.mark), source=figure.source)


class Dial:
    """A row of controls for one number.

    Parameters
    ----------
    case : Case
    scale : Scale
    changed : callable
        Called after the value has changed, by hand or by the program.
    """

    def __init__(self, case: Case, scale: Scale, changed: Callable[[], None]) -> None:
        """Build the row from the scale."""
        self._currency, self.scale, self._changed = case.scenario.currency, scale, changed
        self._value, self._quiet = float(scale.start), False
        name = w.HTML(html.escape(scale.label)).add_class("cs-label")
        self.slider = w.FloatSlider(
            value=scale.start,
            min=scale.low,
            max=scale.high,
            step=scale.step,
            readout=False,
        )
        self.entry = w.Text(value=self._text(), continuous_update=False)
        self.entry.add_class("cs-number-entry")
        reset = w.Button(description="↺", tooltip=words("dial.reset", label=scale.label))
        reset.add_class("cs-reset")
        self._problem = w.HTML(layout=w.Layout(display="none"))
        row = w.HBox([name, self.slider, self.entry, reset]).add_class("cs-row")
        row.add_class(f"cs-dial-{scale.name}")
        self.box = w.VBox([row, self._problem, w.HTML(self._about())])
        self.slider.observe(self._slid, names="value")
        self.entry.observe(self._typed, names="value")
        reset.on_click(lambda _: self.set(scale.start))

    @property
    def value(self) -> float:
        """The value in force."""
        return self._value

    def set(self, value: float, *, tell: bool = True) -> None:
        """Set the value, exactly.

        Parameters
        ----------
        value : float
        tell : bool
            Whether to call `changed`.
        """
        self._value = float(value)
        self._quiet = True
        try:
            self.slider.value = self._value
            self.entry.value = self._text()
        finally:
            self._quiet = False
        self._say("")
        if tell:
            self._changed()

    def _text(self) -> str:
        share = self.scale.unit in {Unit.FRACTION, Unit.FRACTION_PER_YEAR}
        return typed(self._value, share=share)

    def _slid(self, change: dict) -> None:
        # A browser moves a slider onto its grid, and may send that back: it is not a move.
        low, step = self.slider.min, self.slider.step
        shown = low + round((self._value - low) / step) * step
        if self._quiet or abs(change["new"] - shown) < 1e-6 * step:
            return
        self._value = float(change["new"])
        self._changed()  # pictures first: they are what is waited for
        self._quiet = True
        try:
            self.entry.value = self._text()
        finally:
            self._quiet = False
        self._say("")

    def _typed(self, change: dict) -> None:
        if self._quiet or change["new"] == self._text():
            return
        low, high = self.scale.low, self.scale.high
        try:
            size = max(abs(low), abs(high))
            value = parse_number(change["new"], self.scale.unit, self._currency, size=size)
            if not low <= value <= high:
                a, b, c = (quantity(v, self.scale.unit, self._currency) for v in (low, high, value))
                hint = as_percent_hint(value, self.scale.unit, low, high)
                raise InputError(f"expected {a} to {b}, not {c}{'. ' if hint else ''}{hint}")
        except InputError as error:
            # The number that was typed stays to be corrected; the value in force stays as it was.
            end = "" if str(error).endswith("?") else "."
            label, told = self.scale.label, f"{error}{end}"
            self._say(words("dial.problem", label=label, error=told, value=self._text()))
            return
        self.set(value)

    def _say(self, text: str) -> None:
        shown = "" if text else "none"
        if self._problem.layout.display != shown:
            self._problem.layout.display = shown
        if text or self._problem.value:
            self._problem.value = (
                f'<span role="alert" class="cs-problem">{html.escape(text)}</span>' if text else ""
            )

    def _about(self) -> str:
        s = self.scale
        facts = [words("dial.fact", name=name, text=text) for name, text in s.facts]
        lines = [s.help, words("dial.unit", unit=unit_label(s.unit)), *facts]
        about = html.escape(words("dial.about", label=s.label))
        told = "<br>".join(map(html.escape, lines))
        return f"<details><summary>{about}</summary>{told}</details>"
