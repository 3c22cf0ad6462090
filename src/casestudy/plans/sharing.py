"""A plan as a short code, and as a link: plan, scenario and assumptions, exactly.

A code is ``CS1-`` and base64url of a CRC-32 and a deflated, canonical JSON list: the scenario's
name, its fingerprint, the levers that differ from null, the assumptions that differ from the
scenario's. Python writes the shortest digits that give a number back, so nothing is rounded.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from casestudy.analysis.variants import case_named
from casestudy.errors import InputError, given, is_number, nearest
from casestudy.files.places import available
from casestudy.levers import Assumptions, Levers, names
from casestudy.plans import changes, find_plan, restored
from casestudy.scenario.case import Case

VERSION = 1
START = f"CS{VERSION}-"
LONGEST_CODE = 8_000
LARGEST_TEXT = 16_000  # of the JSON: all levers and assumptions take some 2,000
MOST_PARAMETERS = 100
# Parameters that servers of notebooks use for themselves.
_SERVERS_OWN = re.compile(r"(voila|jupyter|jp)[-_].*|token|theme|_.*")
QUOTES = "\"'`“”„‘’«»"
# Words that codes begin with a knowledge of, the likeliest last. It is part of version 1: a change
# here makes every code unreadable that was given out before.
_WORDS = (
    b'"discount_rate":"write_off_rate":"sku_exit_cost":"pricing_cost":"marketing_cost":'
    b'"selling_cost":"tooling_cost":"integration_cost":"partner_cost":"mentoring_cost":'
    b'"launch_cost":"development_cost":"research_cost":"offshore_quarters":"offshore_start":'
    b'"commercial_quarters":"pruning_quarters":"demand_correlation":"demand_variability":'
    b'"work_in_process":"offshore_order_quantity":"domestic_order_quantity":"safety_factor":'
    b'"review_period":"offshore_lead_time_sd":"domestic_lead_time_sd":"offshore_lead_time":'
    b'"domestic_lead_time":"transit_premium":"offshore_extra_cost":"quoted_saving":'
    b'"freed_cost_taken_out":"variety_cost_doubling":"complexity_sga_share":'
    b'"complexity_cogs_share":"unrecovered_inflation":"launch_delay":"launch_skus":'
    b'"new_product_unit_cost":"bass_imitation":"bass_innovation":"new_product_utility":'
    b'"marketing_utility":"selling_utility":"demand_recapture":"price_elasticity":'
    b'"market_growth":"random"}"platform"}"contribution"}"margin_tail"}'
    b'["packaging","["turnaround","{"launch":1.0,"marketing":1.0,"mentoring":1.0,'
    b'"offshore_share":0.,"partner_development":1.0,"price_change":0.0,'
    b'"pruning_rule":,"research":1.0,"retired_share":0.,"selling":1.0,'
    b'"supplier_owns_transit":0.5},{}]'
)


@dataclass(frozen=True)
class Shared:
    """What a code or a link says.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    levers, assumptions : Levers, Assumptions
        The plan and its world.
    note : str
        What the receiver should know; empty where all is as it was.
    """

    scenario: str
    levers: Levers
    assumptions: Assumptions
    note: str = ""


def fingerprint(case: Case) -> str:
    """A few characters that differ where the bounds or the assumptions of a scenario do."""
    bounds = {n: getattr(case.scenario.levers, n) for n in names(Levers)}
    facts = {
        "levers": {n: [b.low, b.high] for n, b in bounds.items()},
        "assumptions": {n: getattr(case.assumptions, n) for n in names(Assumptions)},
    }
    return hashlib.sha256(_json(facts)).hexdigest()[:6]


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def encode(case: Case, levers: Levers, assumptions: Assumptions | None = None) -> str:
    """A short code that gives the plan and its world back exactly.

    Parameters
    ----------
    case : Case
    levers : Levers
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    str
        Letters, digits, ``-`` and ``_``: fit for a mail, a chat, or a link.

    Raises
    ------
    InputError
        If a value lies outside its bounds, or is no single number.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> case = load_case("turnaround")
    >>> decode(encode(case, case.plan()), case).levers == case.plan()
    True
    """
    text = _json([case.name, fingerprint(case), *changes(case, levers, assumptions)])
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_WORDS)
    packed = packer.compress(text) + packer.flush()
    checked = _crc(packed) + packed
    return START + base64.urlsafe_b64encode(checked).decode("ascii").rstrip("=")


def _crc(packed: bytes) -> bytes:
    return zlib.crc32(packed, VERSION).to_bytes(4, "big")


def decode(code: str, case: Case | None = None) -> Shared:
    """The plan, the scenario and the world of a code.

    Parameters
    ----------
    code : str
        As `encode` gives it; spaces, line breaks and quotation marks around it do no harm.
    case : Case, optional
        The case that is open. Without it, the ready scenario, or the variant of one, that the code
        names.

    Returns
    -------
    Shared

    Raises
    ------
    InputError
        If the code is damaged or cut off, of another scenario or a newer version, or holds what
        the scenario does not accept.
    """
    name, print_, levers, assumptions = _unpacked(_plain(code))
    if case is None:
        if name.partition("-")[0] not in available():
            raise InputError(
                f"the code is for the scenario {given(name)}, which is not among the ready ones: "
                f"{', '.join(available())}"
            )
        case = case_named(name)
    if name != case.name:
        raise InputError(f"the code is for the scenario {given(name)}, not for {case.name!r}")
    try:
        plan, world = restored(case, levers, assumptions)
    except InputError as error:
        raise InputError(f"the code does not fit the scenario {case.name!r}: {error}") from None
    note = "" if print_ == fingerprint(case) else _CHANGED.format(case.name)
    return Shared(case.name, plan, world, note)


def scenario_of(code: str) -> str:
    """The name of the scenario, or of the variant, for which a code was made.

    Raises
    ------
    InputError
        If the code is damaged, cut off, or of a newer version.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> case = load_case("packaging")
    >>> scenario_of(encode(case, case.plan()))
    'packaging'
    """
    return _unpacked(_plain(code))[0]


_CHANGED = (
    "The scenario {!r} has changed since this code was made: the levers are as they were, but the "
    "outcome may differ."
)


def _plain(code: str) -> str:
    """A code without what is easily pasted along."""
    if not isinstance(code, str):
        raise InputError(f"expected a code that begins with {START}, not {given(code)}")
    text = "".join(code[: 4 * LONGEST_CODE].split()).strip(QUOTES)
    if linked := re.search(r"[?&#]plan=([^&#]*)", text):
        text = linked[1]
    if not text:
        raise InputError(f"the code is empty; expected one that begins with {START}")
    version = re.match(r"CS(\d{1,4})-", text, re.ASCII)
    if version and int(version[1]) > VERSION:
        raise InputError(
            f"the code begins with {version[0]}: it was made by a newer version; this one reads "
            f"{START}"
        )
    if not text.startswith(START):
        raise InputError(f"expected a code that begins with {START}, not {given(text)}")
    if len(text) > LONGEST_CODE:
        raise InputError(
            f"the code is too long: expected at most {LONGEST_CODE:,} characters, not {len(code):,}"
        )
    return text


def _unpacked(code: str) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    said = _said(code.removeprefix(START).rstrip("="))
    kinds = (str, str, dict, dict)
    whole = isinstance(said, list) and len(said) == len(kinds)
    if not whole or not all(map(isinstance, said, kinds)) or not _named(said[2] | said[3]):
        raise InputError(
            f"the code is damaged or incomplete; copy it again, from {START} to its last character"
        )
    return tuple(said)


def _named(values: dict[str, Any]) -> bool:
    return all(re.fullmatch(r"[a-z_]{1,60}", name) for name in values)


def _said(body: str) -> Any:
    """What the JSON of a code says, or None if the code is damaged."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", body):
        return None
    try:
        checked = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        crc, packed = checked[:4], checked[4:]
        if crc != _crc(packed):
            return None
        opener = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_WORDS)
        text = opener.decompress(packed, LARGEST_TEXT)
        return json.loads(text) if opener.eof and not opener.unused_data else None
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None


def link(code: str, base: str) -> str:
    """An address that opens a page with a plan.

    Parameters
    ----------
    code : str
        As `encode` gives it.
    base : str
        Address of the page; what it asks for beside the plan is kept.

    Returns
    -------
    str

    Examples
    --------
    >>> link("CS1-abc", "http://localhost:8866/what_if?theme=dark#top")
    'http://localhost:8866/what_if?theme=dark&plan=CS1-abc#top'
    """
    parts = urlsplit(base)
    kept = [p for p in parts.query.split("&") if p and not p.startswith("plan=")]
    query = "&".join([*kept, f"plan={quote(code, safe='')}"])
    return urlunsplit(parts._replace(query=query))


def from_query(query: str, case: Case, base: Levers | None = None) -> Shared | None:
    """What the parameters of a page's address set.

    Parameters
    ----------
    query : str
        The part after the question mark: ``plan=CODE`` or ``plan=NAME`` of a plan of the scenario,
        and levers and assumptions by name, ``mentoring=0.5&price_change=1%``. A lever changes the
        plan that is named.
    case : Case
    base : Levers, optional
        What levers change where no plan is named; doing nothing by default.

    Returns
    -------
    Shared or None
        None where nothing is asked for.

    Raises
    ------
    InputError
        If a parameter is unknown (the nearest is named), given twice, or its value is not
        accepted.
    """
    asked = _parameters(query)
    if not asked:
        return None
    plan = asked.pop("plan", None)
    start = Shared(case.name, Levers() if base is None else base, case.assumptions)
    if plan in case.plans:
        start = Shared(case.name, case.plan(plan), case.assumptions)
    elif plan is not None:
        start = decode(plan, case)
    levers, world = changes(case, start.levers, start.assumptions)
    decided = (*names(Levers), "pruning_rule")
    for name, text in asked.items():
        if name not in (*decided, *names(Assumptions)):
            near = nearest(name, (*decided, *names(Assumptions), "plan"))
            raise InputError(
                f"unknown parameter {given(name)}: {f'did you mean {near!r}? ' if near else ''}"
                f"Accepted: plan, {', '.join(decided)}, and assumptions by their names"
            )
        value = text if name == "pruning_rule" else _number(text)
        (world if name in names(Assumptions) else levers)[name] = value
    return Shared(case.name, *restored(case, levers, world), start.note)


def find_shared(case: Case, text: str) -> Shared:
    """A plan as people name it: by its name, its file, its code, its link or its parameters.

    Parameters
    ----------
    case : Case
    text : str
        ``as_it_happened``, ``mine.yaml``, ``CS1-…``, ``http://…?plan=CS1-…``, ``mentoring=0.5``.

    Returns
    -------
    Shared

    Raises
    ------
    InputError
        If there is no such plan, or it is not for this scenario.
    """
    bare = text.strip().strip(QUOTES)
    # The page has the plan behind the hash of its address, where no server sees it.
    if re.match(r"CS\d", bare) or "#plan=CS" in bare:
        return decode(bare, case)
    _, mark, query = bare.partition("#")[0].rpartition("?")
    is_file = bare.lower().endswith((".yaml", ".yml"))
    if (mark or "=" in bare) and not is_file and (found := from_query(query, case)):
        return found
    return Shared(case.name, find_plan(case, text), case.assumptions)


def _parameters(query: str) -> dict[str, str]:
    text = str(query).strip().removeprefix("?")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise InputError(
            f"the address has too many parameters; at most {MOST_PARAMETERS} are read"
        ) from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if _SERVERS_OWN.fullmatch(name):
            continue
        if name in found:
            raise InputError(f"the parameter {given(name)} is given twice")
        found[name] = value.strip()
    return found


def _number(text: str) -> float | str:
    """A number, also in percent; or the text itself, for the message that refuses it."""
    bare = text.removesuffix("%").strip()
    if not is_number(bare):
        return text
    number = Decimal(bare)  # 1.45% is 0.0145 then, and not the float beside it
    return float(number if bare == text else number / 100)
