"""Text with places for figures: Jinja2, strict, with the workbook's ways of writing a figure.

A template is written like prose: its lines may be broken anywhere, and a tag may stand on a line of
its own. What it gives is Markdown with each paragraph on one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from casestudy.errors import InputError, nearest
from casestudy.text.formats import (
    between,
    change_in,
    count,
    headline_in,
    listing,
    money,
    money_axis,
    number,
    percent,
    points,
    quantity,
)
from casestudy.text.prose import period

# Where a line that holds only a tag ends: no line of the text.
_JOINT = "\x00"
# A space that came with a value, as of a path, and not with the prose around it.
_SPACE = "\x01"
# (One that ends in "-%}" takes the space behind it away by itself.)
_LONE_TAG = re.compile(r"^([ \t]*\{[%#](?:[^%#]|[%#](?!\}))*(?<!-)[%#]\}[ \t]*)$", re.MULTILINE)
_OWN_LINE = re.compile(r"- |\d+\. |#|<|>|```")

Names = Callable[[str], Any]  # from the name of a variable to what it stands for; or KeyError


@dataclass(frozen=True)
class Template:
    """A template and the place where it stands.

    Attributes
    ----------
    text : str
    where : str
        The file, for messages.
    line : int
        Line of the file in which the text begins.
    piece : str
        What it is called there.
    """

    text: str
    where: str = "text"
    line: int = 1
    piece: str = ""

    @cached_property
    def _source(self) -> str:
        # Empty lines before it, so that whatever goes wrong is told with the line of the file.
        return "\n" * (self.line - 1) + _LONE_TAG.sub(rf"\1{_JOINT}", self.text)

    @property
    def tree(self) -> Any:
        """What Jinja2 reads, with the lines of the file: anew each time, to be changed at will.

        Raises
        ------
        InputError
            If it is no template.
        """
        import jinja2

        try:
            return _environment().parse(self._source if "{" in self.text else "")
        except jinja2.TemplateSyntaxError as error:
            raise InputError(self._told(error.lineno, _problem(error))) from None

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of the variables that it asks for; a sum of money asks for the currency too.

        Raises
        ------
        InputError
            If it is no template; the message has the line, and the filters that there are.
        """
        if "{" not in self.text:
            return frozenset()
        import jinja2

        try:
            return _names_of(self._source)
        except jinja2.TemplateSyntaxError as error:
            raise InputError(self._told(error.lineno, _problem(error))) from None

    @cached_property
    def _compiled(self) -> Any:
        import jinja2

        try:
            return _compiled_of(self._source, self.where)
        except jinja2.TemplateSyntaxError as error:
            raise InputError(self._told(error.lineno, _problem(error))) from None

    def render(self, find: Names) -> str:
        """The text with its figures.

        Parameters
        ----------
        find : callable
            From the name of a variable to its value; `KeyError` where there is none. It is asked
            only for those that the template mentions.

        Raises
        ------
        InputError
            If a variable is missing, or has not what is asked of it.
        """
        if "{" not in self.text:
            return unfolded(self.text)
        import jinja2

        values = {}
        for name in self.names:
            try:
                values[name] = find(name)
            except KeyError:
                continue
        try:
            return unfolded(self._compiled.render(values)).replace(_SPACE, " ")
        except jinja2.UndefinedError as error:
            raise InputError(self._told(line_in(error, self.where), str(error))) from None

    def _told(self, line: int | None, problem: str) -> str:
        place = f"{self.where}: line {line or self.line}"
        return f"{place}: {self.piece}: {problem}" if self.piece else f"{place}: {problem}"


def line_in(error: BaseException, where: str) -> int | None:
    """The line of a file of content in which it went wrong."""
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == where:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _problem(error: Any) -> str:
    text = str(error.message).rstrip(".")
    if match := re.search(r"No filter named '(\w+)'", text):
        near = nearest(match[1], FILTERS)
        hint = f" Did you mean {near!r}?" if near else ""
        return f"there is no filter {match[1]!r}.{hint} There are: {', '.join(sorted(FILTERS))}"
    return text


def unfolded(text: str) -> str:
    r"""Markdown in which each paragraph is one line; lists, tables and code keep their lines.

    >>> unfolded("One\ntwo.\n\n\n- a\n  b\n- c\n")
    'One two.\n\n- a b\n- c'
    """
    kept: list[str] = []
    fenced = fresh = False
    for line in text.replace(f"{_JOINT}\n", "").replace(_JOINT, "").strip().split("\n"):
        bare = line.strip()
        if fenced or bare.startswith("```"):
            kept.append(line.rstrip())
            fenced, fresh = fenced != bare.startswith("```"), True
        elif not bare:
            if kept and kept[-1]:
                kept.append("")
            fresh = True
        elif bare.startswith("|"):
            kept.append(bare)  # the empty cells of a table stay as wide as they are
            fresh = True
        elif fresh or not kept or _OWN_LINE.match(bare):
            kept.append(re.sub(r" +", " ", bare))
            fresh = False
        else:
            kept[-1] = re.sub(r" +", " ", f"{kept[-1]} {bare}")
    return "\n".join(kept)


def capital(text: str) -> str:
    """Text with a capital letter at its beginning; the rest as it is.

    >>> capital("the US share")
    'The US share'
    """
    return text[:1].upper() + text[1:]


def a(text: str) -> str:
    """A noun with "a" or "an" before it.

    >>> a("set-up"), a("offshore partner"), a("unit")
    ('a set-up', 'an offshore partner', 'a unit')
    """
    sounds_open = re.match(r"(?!uni|use|util|eu|one\b)[aeiou]|hour|heir|hono", text, re.I)
    return f"{'an' if sounds_open else 'a'} {text}"


def short(value: float) -> str:
    """A number with one decimal, or none where it is whole.

    >>> short(9.0), short(9.5)
    ('9', '9.5')
    """
    return number(value, 1 if value % 1 else 0)


def uncapital(text: str) -> str:
    """Text with a small letter at its beginning; the rest as it is.

    >>> uncapital("Market share in the US")
    'market share in the US'
    """
    return text[:1].lower() + text[1:]


def comma(loop: Any, end: str = "") -> str:
    """What stands behind an item of a list in a sentence: a comma, "and", or the end.

    Parameters
    ----------
    loop : jinja2.runtime.LoopContext
    end : str
        What stands behind the last item.
    """
    return end if loop.last else between(loop.revindex - 1)


def cell(text: str) -> str:
    r"""Text as it may stand in the cell of a table.

    >>> cell("either | or")
    'either \\| or'
    """
    return " ".join(text.split()).replace("|", r"\|")


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "short": short,
    "percent": percent,
    "points": points,
    "listing": lambda items: listing(list(items)),
    "count": count,
    "a": a,
    "capital": capital,
    "uncapital": uncapital,
    "cell": cell,
    "comma": comma,
}


# What filters ask for beside what they are given.
_ASK = {
    **dict.fromkeys(("change", "headline", "money", "money_axis", "quantity"), "currency"),
    "called": "case",
}
_JINJAS_OWN = ("abs", "first", "join", "last", "length", "list", "map", "replace", "sort")


def _kept(value: Any) -> Any:
    """A value with its spaces, however many stand together."""
    return value.replace("  ", f" {_SPACE}") if isinstance(value, str) else value


# A text is read as a template once, however often its file is: with another language, by `check`.
_TEXTS = 4096


def asked_of(tree: Any) -> set[str]:
    """Names of the variables that what Jinja2 has read asks for."""
    from jinja2 import meta, nodes

    binding = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.With)
    if tree.find(binding) is not None:
        return meta.find_undeclared_variables(tree)  # slow: it generates code to find out
    return set(_free(tree, frozenset())) - {*tree.environment.globals}


def _free(node: Any, bound: frozenset[str]) -> Iterator[str]:
    """Names that are asked for and no loop around them gives."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in bound:
        yield node.name
    inside = bound
    if isinstance(node, nodes.For):
        targets = [node.target, *node.target.find_all(nodes.Name)]
        inside |= {"loop", *(t.name for t in targets if isinstance(t, nodes.Name))}
    for child in node.iter_child_nodes():
        yield from _free(child, bound if child is getattr(node, "iter", None) else inside)


@lru_cache(maxsize=_TEXTS)
def _names_of(source: str) -> frozenset[str]:
    from jinja2 import nodes

    tree = _environment().parse(source)
    names = asked_of(tree)
    filters = {found.name for found in tree.find_all(nodes.Filter)}
    return frozenset(names | {_ASK[name] for name in filters & {*_ASK}})


@lru_cache(maxsize=_TEXTS)
def _compiled_of(source: str, where: str) -> Any:
    environment = _environment()
    code = environment.compile(source, filename=where)
    return environment.template_class.from_code(environment, code, environment.globals)


@cache
def _environment() -> Any:
    # Slow to import, and nobody needs it before the first sentence.
    import jinja2

    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
        finalize=_kept,
    )

    @jinja2.pass_context
    def in_currency(
        context: Mapping[str, Any], value: float, sign: bool = False, whole: bool = False
    ) -> str:
        return money(value, context["currency"], sign=sign, whole=whole)

    @jinja2.pass_context
    def in_unit(context: Mapping[str, Any], value: float, unit: Any, sign: bool = False) -> str:
        return quantity(value, unit, context["currency"], sign=sign)

    @jinja2.pass_context
    def of_axis(context: Mapping[str, Any], largest: float) -> tuple[float, str]:
        return money_axis(context["currency"], largest)

    @jinja2.pass_context
    def of_plan(context: Mapping[str, Any], value: float, name: str) -> str:
        return headline_in(context["currency"], name, value)

    @jinja2.pass_context
    def of_change(context: Mapping[str, Any], value: float, name: str, unit: bool = True) -> str:
        return change_in(context["currency"], name, value, unit=unit)

    @jinja2.pass_context
    def in_words(context: Mapping[str, Any], name: str) -> str:
        from casestudy.text.figures import called

        return called(context["case"], name)

    FILTERS.update(
        money=in_currency, quantity=in_unit, money_axis=of_axis, headline=of_plan,
        change=of_change, called=in_words,
    )  # fmt: skip
    environment.filters = {
        **FILTERS,
        # Of Jinja's own, what prose needs.
        **{name: environment.filters[name] for name in _JINJAS_OWN},
    }
    environment.globals = {"period": period, "zip": zip, "float": float}
    return environment
