"""Plans: keep them under a name, lay them over each other, see what differs."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as w

from casestudy.analysis.dashboard import world_of
from casestudy.chapters.what_if.cockpit import plan_rows
from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers
from casestudy.plans import PlanExists, PlanStore
from casestudy.widgets.desk import Desk, heading
from casestudy.widgets.live import rows_into, table
from casestudy.widgets.message import Message, button, field, row

MOST_OVERLAYS = 4
Kept = dict[str, tuple[Levers, Assumptions]]


class Keep:
    """The part of the cockpit that keeps plans.

    Parameters
    ----------
    desk : Desk
    lay_over : callable
        Draws kept plans over the one at hand.
    """

    def __init__(self, desk: Desk, lay_over: Callable[[Kept], None]) -> None:
        """List the plans that are kept already."""
        self._desk, self._lay_over = desk, lay_over
        self._store = PlanStore(desk.case)
        self._shown: list[str] = []
        self._name = w.Text(placeholder="name of the plan", continuous_update=False)
        self._message = Message()
        self._list = w.VBox()
        self._table = table("differences between plans", "What differs", "plans")
        self.box = w.VBox(
            [
                heading("Plans"),
                row(field("Name", self._name, "plan-name"), button("keep this plan", self._keep)),
                self._message.box,
                self._list,
                self._table,
            ]
        )
        desk.listen(self._compare)
        self._refresh()

    def opened(self) -> None:
        """Show the plans as they are kept now."""
        self._refresh()

    def _keep(self) -> None:
        name = self._name.value
        try:
            self._store.keep(name, self._desk.levers, self._desk.assumptions)
        except PlanExists as error:
            self._message.ask(
                str(error), "replace it", "keep the old one", lambda: self._replaced(name)
            )
            return
        except InputError as error:
            self._message.complain(str(error))
            return
        self._message.say(f"Kept: {name.strip()}")
        self._refresh()

    def _replaced(self, name: str) -> str:
        try:
            self._store.keep(name, self._desk.levers, self._desk.assumptions, replace=True)
        finally:
            self._refresh()
        return f"Replaced: {name.strip()}"

    def _load(self, name: str) -> None:
        def act() -> str:
            plan = self._store.load(name)
            self._desk.set(plan.levers, plan.assumptions)
            return f"The levers stand as in {name}"

        self._message.trying(act)

    def _rename(self, old: str) -> None:
        def act() -> str:
            new = self._name.value
            if not new.strip():
                raise InputError(f"write the new name of {old} into the field above first")
            self._store.rename(old, new)
            self._shown = [new if n == old else n for n in self._shown]
            return f"{old} is now called {new.strip()}"

        self._message.trying(act)
        self._refresh()

    def _delete(self, name: str) -> None:
        def act() -> str:
            try:
                self._store.delete(name)
            finally:
                self._refresh()
            return f"Deleted: {name}"

        self._message.ask(f"Delete {name}?", "delete it", "keep it", act)

    def _refresh(self) -> None:
        kept = self._store.names()
        self._shown = [n for n in self._shown if n in kept]
        lines: list[w.Widget] = [self._line(name) for name in kept]
        if not kept:
            lines = [w.HTML("No plan is kept yet.")]
        for problem in self._store.problems():
            note = Message()
            note.complain(problem)
            lines.append(note.box)
        self._list.children = lines
        self._draw()

    def _line(self, name: str) -> w.HBox:
        show = w.Checkbox(value=name in self._shown, description=name, indent=False)
        show.layout = w.Layout(width="auto", min_width="9rem")
        show.observe(lambda change: self._toggle(name, change["new"], show), names="value")
        return row(
            show,
            button("load", lambda: self._load(name), f"Set the levers as in {name}"),
            button("rename", lambda: self._rename(name), f"Call {name} as the field above says"),
            button("delete", lambda: self._delete(name), f"Delete {name}"),
        )  # fmt: skip

    def _toggle(self, name: str, on: bool, box: w.Checkbox) -> None:
        if on and name not in self._shown:
            if len(self._shown) >= MOST_OVERLAYS:
                box.value = False
                self._message.complain("Four plans are shown already: take one away first.")
                return
            self._shown.append(name)
        elif not on and name in self._shown:
            self._shown.remove(name)
        self._draw()

    def _plans(self) -> Kept:
        found: Kept = {}
        for name in self._shown:
            try:
                plan = self._store.load(name)
            except InputError as error:
                self._message.complain(str(error))
                continue
            found[name] = (plan.levers, plan.assumptions)
        return found

    def _draw(self) -> None:
        self._drawn = self._plans()
        self._lay_over(self._drawn)
        self._compare()

    def _compare(self) -> None:
        if not self._drawn or self.box.layout.display == "none":
            if self._table.data["rows"]:
                rows_into(self._table, ([], []), ([], []))
            return
        case = self._desk.case
        plans = {"this plan": (self._desk.levers, self._desk.assumptions)} | self._drawn
        outcomes = {n: world_of(case, a).look(p)[0].plan for n, (p, a) in plans.items()}
        rows_into(self._table, *plan_rows(case, plans, outcomes))
