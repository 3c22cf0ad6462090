"""The page in a cell of a notebook: the browser computes, Python sees the plan and keeps plans."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import anywidget
import traitlets

from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers
from casestudy.model.twin import print_twin
from casestudy.plans import KeptPlan, PlanExists, PlanStore
from casestudy.plans.sharing import Shared, decode, encode
from casestudy.scenario.case import Case
from casestudy.text.prose import Prose
from casestudy.widgets.page.file import STATIC, as_function
from casestudy.widgets.shown import as_page
from casestudy.widgets.words import words

# The bundle is a script that makes one name; as a module it gives that away.
_BUNDLE = (STATIC / "page.js").read_text("utf-8") + "\nexport default casestudyPage;"


@lru_cache(maxsize=4)
def twin_module(case: Case) -> str:
    """The model of a case as a module whose default is the function that makes it."""
    return f"export default {as_function(print_twin(case))};"


class Page(anywidget.AnyWidget):
    """The page of a case, or a small one of its parts.

    Parameters
    ----------
    case : Case
    record : dict
        As `page_record` gives it.
    levers, assumptions
        Where it begins.
    what : str
        What stands for it in a terminal.
    *still
        What stands below that in a stored notebook.
    """

    _esm = (STATIC / "cell.js").read_text("utf-8")
    _css = (STATIC / "page.css").read_text("utf-8")

    bundle = traitlets.Unicode(_BUNDLE).tag(sync=True)
    own = traitlets.Unicode().tag(sync=True)  # by which the browser asks whether a kernel is there
    record = traitlets.Dict().tag(sync=True)
    twin = traitlets.Unicode().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    kept = traitlets.List().tag(sync=True)
    said = traitlets.List().tag(sync=True)

    def __init__(
        self,
        case: Case,
        record: dict[str, Any],
        levers: Levers,
        assumptions: Assumptions,
        what: str,
        *still: object,
        said: list[str] | None = None,
    ) -> None:
        """Begin with a plan in a world."""
        self._case, self._store, self._what = case, PlanStore(case), what
        self._page = as_page(Prose(f"*{what}. {words('panel.run')}*"), *still)
        self._now = Shared(case.name, levers, assumptions)
        super().__init__(
            record=record,
            twin=twin_module(case),
            code=encode(case, levers, assumptions),
            said=[*(said or []), *self._store.problems()],
        )
        self.own = self.model_id or ""
        self.add_class("mathjax_ignore")  # a dollar in a label is a dollar
        self._list()
        self.observe(lambda _: self._moved(), names="code")
        self.on_msg(self._asked)

    # -- the plan at hand ------------------------------------------------------------------------

    @property
    def levers(self) -> Levers:
        """The plan as the controls stand; a plan that is set moves them."""
        return self._now.levers

    @levers.setter
    def levers(self, levers: Levers) -> None:
        self.code = encode(self._case, levers, self.assumptions)

    @property
    def assumptions(self) -> Assumptions:
        """The world as the controls stand; one that is set moves them."""
        return self._now.assumptions

    @assumptions.setter
    def assumptions(self, assumptions: Assumptions) -> None:
        self.code = encode(self._case, self.levers, assumptions)

    def _moved(self) -> None:
        self._now = decode(self.code, self._case)

    # -- kept plans ------------------------------------------------------------------------------

    @property
    def plans(self) -> dict[str, KeptPlan]:
        """The plans that the learner keeps for this scenario, by name."""
        return {name: self._store.load(name) for name in self._store.names()}

    def keep(self, name: str, *, replace: bool = False) -> None:
        """Keep the plan at hand under a name; see `PlanStore.keep`."""
        self._store.keep(name, self.levers, self.assumptions, replace=replace)
        self._list()

    def _list(self) -> None:
        self.kept = [
            {"name": name, "code": encode(self._case, plan.levers, plan.assumptions)}
            for name, plan in self.plans.items()
        ]

    def _asked(self, _: Any, wish: dict[str, Any], __: Any) -> None:
        """Do what the browser wishes, and answer only then: who is told so has the plan kept."""
        answer: dict[str, Any] = {"id": wish.get("id")}
        try:
            self._do(wish)
        except InputError as error:
            answer |= {"problem": str(error), "exists": isinstance(error, PlanExists)}
        self._list()
        self.send(answer)

    def _do(self, wish: dict[str, Any]) -> None:
        name = str(wish.get("name", ""))
        if wish.get("act") == "keep":
            plan = decode(str(wish.get("code", "")), self._case)
            replace = wish.get("replace") is True
            self._store.keep(name, plan.levers, plan.assumptions, replace=replace)
        elif wish.get("act") == "rename":
            self._store.rename(name, str(wish.get("to", "")))
        elif wish.get("act") == "delete":
            self._store.delete(name)

    # -- where no widget can be shown --------------------------------------------------------------

    def __repr__(self) -> str:
        return self._what

    def _repr_mimebundle_(self, **given: Any) -> Any:
        found = super()._repr_mimebundle_(**given)
        data, *more = found if isinstance(found, tuple) else (found,)
        data = {**(data or {}), "text/plain": repr(self), "text/markdown": self._page}
        return (data, *more) if more else data
