"""Answers that do things: the check comes back, says what happened, and later ones are right."""

import builtins
import contextlib
import dataclasses
import itertools
import math
import re
import signal
import sys
import threading
import time
import warnings

import learner
import numpy as np
import pytest

import casestudy as cs
from casestudy import learning
from casestudy.learning import checking, running
from casestudy.learning.originals import Originals
from casestudy.learning.registry import predictions

CASE = cs.load_case("turnaround")
LONGEST = 10.0  # seconds within which a check is back, with a busy machine allowed for
# Time enough for what ends by itself, also beside other programs; what never ends needs less.
FUNCTION = dataclasses.replace(learner.FUNCTION, time_limit=5.0)
SOON = 0.15
ALARM = hasattr(signal, "setitimer")


@pytest.fixture(autouse=True)
def toy(monkeypatch):
    """Let `check` know exercises whose answers are judged fast, and given up soon."""
    kinds = (learner.CHOICE, learner.CHOICES, learner.RANKING, learner.SERIES, learner.FRAME)
    known = {e.id: e for e in (*kinds, FUNCTION, learner.TEXT, learner.fraction())}
    monkeypatch.setattr(checking, "find_exercise", lambda id, case: known[id])
    monkeypatch.setattr("casestudy.learning.reading_answers.SECONDS", 1.0)
    return known


@pytest.fixture(params=["alarm", "thread"])
def way(request, monkeypatch):
    """Both ways of ending what does not end: as on Linux and macOS, and as on Windows."""
    if request.param == "alarm" and not ALARM:
        pytest.skip("there is no alarm here")
    if request.param == "thread":
        monkeypatch.delattr(running.signal, "setitimer", raising=False)
    return request.param


@pytest.fixture
def soon(monkeypatch, toy):
    """Give up sooner, while this is entered, on what does not end however long one waits."""

    @contextlib.contextmanager
    def given_up_soon():
        with monkeypatch.context() as patch:
            patch.setattr("casestudy.learning.reading_answers.SECONDS", SOON)
            patch.setitem(toy, "99-08", dataclasses.replace(FUNCTION, time_limit=SOON))
            yield

    return given_up_soon


def check(id, answer):
    started = time.perf_counter()
    said = cs.check(id, answer, case=CASE)
    assert time.perf_counter() - started < LONGEST
    assert said.text
    return said


def left_behind():
    """Threads of answers that run still."""
    return {t.ident for t in threading.enumerate() if t.name == "casestudy-answer" and t.is_alive()}


def later_answers_are_judged_right():
    assert check("99-01", 0.17).correct
    assert check("99-01", 0.3).correct is False
    assert check("99-01", "17 %").correct
    assert check("99-08", lambda x, y: x / y).correct
    assert check("99-08", lambda x, y: x * y).correct is False
    assert check("99-06", dict(learner.SHARES)).correct
    assert check("99-05", "dacb").correct


# -- functions ------------------------------------------------------------------------------------


def leaves(x, y):
    sys.exit(3)


def recurses(x, y):
    return recurses(x, y)


def recurses_deeply(x, y):
    sys.setrecursionlimit(4_000)
    return recurses(x, y)


def prints_for_ever(x, y):
    while True:
        print("again and again", x, y)


def waits(x, y):
    time.sleep(60)


OVER = threading.Event()  # ends what cannot be ended, once it was seen


def catches_everything(x, y):
    while not OVER.is_set():
        with contextlib.suppress(BaseException):
            while not OVER.is_set():
                math.sqrt(2.0)


def makes_something_of_being_stopped(x, y):
    try:
        while True:
            pass
    except BaseException:
        return x / y


def answers_with_what_has_no_end(x, y):
    return itertools.count()


def answers_with_an_endless_number(x, y):
    return Endless()


def raises_what_cannot_be_said(x, y):
    class Mute(Exception):
        def __str__(self):
            raise SystemExit

    raise Mute


def raises_what_is_said_without_end(x, y):
    class Chatty(Exception):
        def __str__(self):
            while True:
                pass

    raise Chatty


class Endless:
    def __float__(self):
        while True:
            pass


ENDLESS = "did not come back"
FUNCTIONS = [
    (leaves, "ends with SystemExit (3)"),
    (recurses, "ends with RecursionError"),
    (recurses_deeply, "ends with RecursionError"),
    (prints_for_ever, ENDLESS),
    (makes_something_of_being_stopped, ENDLESS),
    (answers_with_what_has_no_end, "type count"),
    (answers_with_an_endless_number, ENDLESS),
    (raises_what_cannot_be_said, "ends with Mute."),
    (raises_what_is_said_without_end, ENDLESS),
]


@pytest.mark.parametrize(("function", "said"), FUNCTIONS, ids=[f.__name__ for f, _ in FUNCTIONS])
def test_a_function_that_does_things_is_explained(way, soon, function, said):
    limit = sys.getrecursionlimit()
    with soon() if said == ENDLESS else contextlib.nullcontext():
        assert said in check("99-08", function).text
    assert sys.getrecursionlimit() == limit
    later_answers_are_judged_right()


def test_a_function_that_waits_or_holds_on_is_ended_or_left_behind(way, soon):
    OVER.clear()
    before = left_behind()
    try:
        for function in (waits, catches_everything):
            with soon():
                said = check("99-08", function)
            assert ENDLESS in said.text
            # The alarm ends them; from outside of a thread they are out of reach.
            assert way == "thread" or "restart the kernel" not in said.text
        assert way == "thread" or left_behind() == before
    finally:
        OVER.set()
    later_answers_are_judged_right()


@pytest.mark.skipif(not ALARM, reason="without an alarm nothing ends it")
@pytest.mark.parametrize(
    "compute",
    [lambda x, y: 10**10**9, lambda x, y: re.match(r"(a+)+$", "a" * 60 + "b")],
    ids=["a power", "a pattern"],
)
def test_what_python_computes_in_one_long_call_is_ended(soon, compute):
    with soon():
        said = check("99-08", compute)
    assert ENDLESS in said.text
    assert "restart the kernel" not in said.text
    later_answers_are_judged_right()


@pytest.mark.skipif(sys.platform != "linux", reason="the memory is limited on Linux only")
def test_a_function_that_takes_all_memory_gets_none(way, monkeypatch):
    def allocates(x, y):
        taken = []
        while True:
            taken.append(bytearray(10_000_000))

    monkeypatch.setattr(running, "MOST_MEMORY", 40_000_000)
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    for function in (allocates, lambda x, y: [0] * 10**10, lambda x, y: list(itertools.repeat(1))):
        assert "MemoryError" in check("99-08", function).text
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    later_answers_are_judged_right()


def test_what_a_function_prints_is_cut_and_the_beginning_shown(way, soon, capsys):
    with soon():
        check("99-08", prints_for_ever)
    printed = capsys.readouterr().out
    assert printed.startswith("again and again 1.0 2.0\n")
    assert "left out" in printed
    assert len(printed) < 2 * running.MOST_PRINTED
    check("99-08", lambda x, y: print("hello") or x / y)
    assert capsys.readouterr().out == "hello\n" * 3


def test_a_function_that_starts_a_thread_is_judged_and_the_thread_is_the_learners(way):
    done = threading.Event()

    def starts(x, y):
        threading.Thread(target=done.wait, args=(30,), daemon=True).start()
        return x / y

    try:
        assert check("99-08", starts).correct
        later_answers_are_judged_right()
    finally:
        done.set()


def replaces_float(x, y):
    builtins.float = lambda value: 0.17
    return x / y


def replaces_much(x, y):
    np.asarray = np.median = lambda *values: np.array([0.17])
    math.isnan = math.isinf = lambda value: True
    builtins.len = builtins.zip = builtins.abs = lambda *values: 0
    return x / y


def takes_away(x, y):
    del builtins.isinstance
    return x / y


@pytest.mark.parametrize(
    ("function", "named"),
    [(replaces_float, "`float`"), (replaces_much, "`math.isinf`"), (takes_away, "`isinstance`")],
)
def test_a_function_that_replaces_what_others_need_is_told_and_it_is_put_back(way, function, named):
    before = builtins.float, builtins.len, builtins.isinstance, np.asarray, math.isnan
    said = check("99-08", function)
    assert said.correct is None
    assert "replaces" in said.text
    assert named in said.text
    after = builtins.float, builtins.len, builtins.isinstance, np.asarray, math.isnan
    assert all(a is b for a, b in zip(before, after, strict=True))
    later_answers_are_judged_right()


@pytest.mark.parametrize(
    ("module", "name"),
    [(builtins, "float"), (builtins, "abs"), (np, "asarray"), (math, "isnan"), (builtins, "zip")],
)
def test_what_was_replaced_before_judges_nothing_and_stays_the_learners(monkeypatch, module, name):
    def mine(*values):
        raise RuntimeError("mine")

    judged = {}
    with monkeypatch.context() as patch:
        patch.setattr(module, name, mine)
        judged["right"] = cs.check("99-01", [0.17], case=CASE)
        judged["function"] = cs.check("99-08", lambda x, y: x / y, case=CASE)
        judged["wrong"] = cs.check("99-06", {"north": 1, "south": 1, "West End": 1}, case=CASE)
        kept = getattr(module, name)
    assert kept is mine
    assert (judged["right"].correct, judged["function"].correct) == (True, True)
    assert judged["wrong"].correct is False


def test_a_name_that_was_taken_away_before_is_taken_away_after():
    own = math.sqrt
    try:
        del math.sqrt
        with Originals() as kept:
            assert math.sqrt is own
        assert not hasattr(math, "sqrt")
        assert kept.replaced == []
    finally:
        math.sqrt = own


def test_warnings_made_errors_do_not_reach_the_judge():
    def warns(x, y):
        warnings.warn("mind this", stacklevel=1)
        return x / y

    def strict(x, y):
        warnings.simplefilter("error")
        return x / y

    filters = list(warnings.filters)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check("99-08", warns).correct
    assert check("99-08", strict).correct
    assert warnings.filters == filters


def test_an_alarm_on_the_way_out_leaves_numpys_warnings_on(monkeypatch):
    leave, rung = np.errstate.__exit__, []

    def interrupted(self, *error):
        # The alarm rings once, at the worst moment: before what was set is taken back.
        if not rung:
            rung.append(True)
            raise running._Stop
        return leave(self, *error)

    before = np.geterr()
    monkeypatch.setattr(np.errstate, "__exit__", interrupted)
    with pytest.raises(running.OutOfTime):
        running.call_within(5.0, lambda: 1.0)
    assert np.geterr() == before


# -- values ---------------------------------------------------------------------------------------


def odd(**methods):
    """An object of a type with these methods."""
    return type("Odd", (), methods)()


def exits(self, *rest):
    raise SystemExit("bye")


def hangs(self, *rest):
    while True:
        pass


def fails(self, *rest):
    raise RuntimeError("odd")


def itself():
    inner = []
    inner.append(inner)
    return inner


def replaces(self):
    builtins.float = lambda value: 0.17
    return 0.17


VALUES = {
    "its number exits": lambda: odd(__float__=exits),
    "its number fails": lambda: odd(__float__=fails),
    "its number has no end": lambda: odd(__float__=hangs),
    "its number replaces float": lambda: odd(__float__=replaces),
    "its length fails": lambda: odd(__len__=fails, __iter__=fails, __contains__=fails),
    "its parts have no end": lambda: odd(
        __len__=lambda self: 3, __iter__=lambda self: itertools.count(), __contains__=hangs
    ),
    "its class hangs": lambda: odd(__class__=property(hangs)),
    "its shape exits": lambda: odd(shape=property(exits), values=property(exits)),
    "it compares oddly": lambda: odd(__eq__=fails, __hash__=lambda self: 1, __float__=fails),
    "it cannot be shown": lambda: odd(__repr__=exits, __str__=hangs),
    "a key that cannot be hashed": lambda: {odd(__str__=exits): 1.0},
    "a list with what cannot be shown": lambda: [odd(__repr__=hangs, __str__=hangs)],
    "text that strips itself": lambda: type("Text", (str,), {"strip": hangs, "split": exits})("?"),
    "no end": lambda: itertools.count(),
    "a generator without end": lambda: (n for n in itertools.count()),
    "itself": itself,
    "itself in a dictionary": lambda: {"north": itself(), "south": itself(), "West End": itself()},
}


@pytest.mark.parametrize("value", VALUES)
def test_a_value_that_does_things_is_explained(way, toy, soon, value):
    for id in toy:
        with soon():
            said = check(id, VALUES[value]())
        assert said.correct in (None, False)
        assert builtins.float is float
    later_answers_are_judged_right()


NO_END = f"cannot be read within {SOON} seconds"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("its number exits", "This answer cannot be read (SystemExit: bye). Answer with"),
        ("its number has no end", NO_END),
        ("its number replaces float", "replaces `float`"),
        ("its shape exits", "SystemExit: bye"),
        ("itself", "RecursionError"),
        ("text that strips itself", "expected a number such as"),
    ],
)
def test_what_happened_is_said(monkeypatch, soon, value, said):
    monkeypatch.setattr("casestudy.learning.reading_answers.SECONDS", 2.0)
    with soon() if said == NO_END else contextlib.nullcontext():
        assert said in check("99-01", VALUES[value]()).text


@pytest.mark.parametrize("value", VALUES)
def test_a_prediction_that_does_things_is_explained(value):
    id = next(iter(predictions()))
    started = time.perf_counter()
    said = learning.commit(id, VALUES[value](), 0, 1, case=CASE)
    assert time.perf_counter() - started < LONGEST
    assert not said.accepted
    assert said.text


@pytest.mark.parametrize("met", [itertools.count(1), odd(__iter__=exits), [odd(__int__=hangs)]])
def test_points_that_have_no_end_are_explained(met):
    check("99-09", "Price is worth more than volume.")
    assert "numbers from 1 to 3" in cs.assess("99-09", met, case=CASE).text


# -- the machinery --------------------------------------------------------------------------------


def test_who_stops_the_kernel_stops_the_check(way):
    main, turns = threading.main_thread().ident, []

    def turns_for_ever():
        while True:
            turns.append(None)

    # Whoever runs the tests may have it ignored.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.1, lambda: signal.pthread_kill(main, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            running.call_within(5.0, turns_for_ever)
    finally:
        signal.signal(signal.SIGINT, handler)
    time.sleep(0.1)
    before = len(turns)
    time.sleep(0.1)
    assert len(turns) == before


@pytest.mark.skipif(not ALARM, reason="there is no alarm here")
def test_somebody_elses_alarm_rings_when_it_would_have():
    rung = threading.Event()
    before = signal.signal(signal.SIGALRM, lambda *_: rung.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        with pytest.raises(running.OutOfTime):
            running.call_within(0.1, hangs, None)
        assert not rung.is_set()
        assert rung.wait(5)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
