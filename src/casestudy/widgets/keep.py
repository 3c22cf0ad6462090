"""Plans: keep them under a name, lay them over each other, see what differs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ipywidgets as w

from casestudy.analysis.dashboard import world_of
from casestudy.chapters.what_if.cockpit import line_names, plan_rows
from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers
from casestudy.plans import PlanExists, PlanStore
from casestudy.widgets.desk import Desk, heading
from casestudy.widgets.live import rows_into, table
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.words import words

MOST_OVERLAYS = 4
Kept = dict[str, tuple[Levers, Assumptions]]


def keep_plan(
    desk: Desk,
    store: PlanStore,
    name: str,
    message: Message,
    then: Callable[[], None] = lambda: None,
) -> None:
    """Keep the plan on a desk; one of that name is replaced only when that is wanted.

    Parameters
    ----------
    desk : Desk
    store : PlanStore
    name : str
    message : Message
        Where it is said, or asked.
    then : callable
        Called when a plan was kept or replaced.
    """

    def replaced() -> str:
        try:
            store.keep(name, desk.levers, desk.assumptions, replace=True)
        finally:
            then()
        return words("keep.replaced", name=name.strip())

    try:
        store.keep(name, desk.levers, desk.assumptions)
    except PlanExists as error:
        message.ask(str(error), words("replace"), words("keep_old"), replaced)
    except InputError as error:
        message.complain(str(error))
    else:
        message.say(words("keep.kept", name=name.strip()))
        then()


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
        self._name = w.Text(placeholder=words("keep.name_here"), continuous_update=False)
        self._message = Message()
        self._list = w.VBox()
        self._table = table(words("keep.differences"), words("keep.what_differs"), "plans")
        self.box = w.VBox(
            [
                heading(words("keep.title")),
                row(
                    field(words("keep.name"), self._name, "plan-name"),
                    button(words("keep.keep"), self._keep),
                ),
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
        keep_plan(self._desk, self._store, self._name.value, self._message, self._refresh)

    def _load(self, name: str) -> None:
        def act() -> str:
            plan = self._store.load(name)
            self._desk.set(plan.levers, plan.assumptions)
            return words("keep.loaded", name=name)

        self._message.trying(act)

    def _rename(self, old: str) -> None:
        def act() -> str:
            new = self._name.value
            if not new.strip():
                raise InputError(words("keep.name_first", name=old))
            self._store.rename(old, new)
            self._shown = [new if n == old else n for n in self._shown]
            return words("keep.renamed", old=old, new=new.strip())

        self._message.trying(act)
        self._refresh()

    def _delete(self, name: str) -> None:
        def act() -> str:
            try:
                self._store.delete(name)
            finally:
                self._refresh()
            return words("keep.deleted", name=name)

        question = words("keep.shall_delete", name=name)
        self._message.ask(question, words("keep.do_delete"), words("keep.do_keep"), act)

    def _refresh(self) -> None:
        kept = self._store.names()
        self._shown = [n for n in self._shown if n in kept]
        lines: list[w.Widget] = [self._line(name) for name in kept]
        if not kept:
            lines = [w.HTML(words("keep.none"))]
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
        acts = {"load": self._load, "rename": self._rename, "delete": self._delete}
        buttons = [
            button(words(f"keep.{act}"), partial(do, name), words(f"keep.{act}_it", name=name))
            for act, do in acts.items()
        ]
        return row(show, *buttons)

    def _toggle(self, name: str, on: bool, box: w.Checkbox) -> None:
        if on and name not in self._shown:
            if len(self._shown) >= MOST_OVERLAYS:
                box.value = False
                self._message.complain(words("keep.too_many"))
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
        plans = {line_names()["plan"]: (self._desk.levers, self._desk.assumptions)} | self._drawn
        outcomes = {n: world_of(case, a).look(p)[0].plan for n, (p, a) in plans.items()}
        rows_into(self._table, *plan_rows(case, plans, outcomes))
