"""What the command line says to old encodings, closed streams, full disks and odd folders."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from casestudy.app import processes
from casestudy.app.cli import cli, main
from casestudy.app.processes import check_port, child_environment, run_to_its_end
from casestudy.app.streams import plain
from casestudy.errors import InputError
from casestudy.plans.sharing import encode, find_shared, link
from casestudy.scenario.case import load_case

on_posix = pytest.mark.skipif(os.name == "nt", reason="signals and devices of another kind")
EVALUATE = ["evaluate", "--scenario", "packaging"]


def python(*arguments, folder=None, **environment):
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        timeout=120,
        check=False,
    )


class Ended(NamedTuple):
    """How a command line ended that ran in this process."""

    returncode: int
    stdout: bytes
    stderr: bytes


def casestudy_in(encoding, *arguments, monkeypatch):
    """Run the command line with streams of an encoding.

    In a process of its own where that is most at risk; for the others, where only the encoding
    differs, to start Python would take ten times as long as the command.
    """
    if encoding in ("ascii", "cp1252", "utf-16"):
        return python("-m", "casestudy", *arguments, PYTHONIOENCODING=encoding)
    with monkeypatch.context() as patch:
        for name in ("stdout", "stderr"):
            patch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding=encoding))
        patch.setattr(sys, "argv", ["casestudy", *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        return Ended(code, *(s.buffer.getvalue() for s in (sys.stdout, sys.stderr)))


@pytest.fixture(scope="module")
def whole():
    """Return what is said where every sign can be written."""
    with pytest.MonkeyPatch.context() as patch:
        line = (*EVALUATE, "--plan", "do_nothing")
        return casestudy_in("utf-8", *line, monkeypatch=patch).stdout.decode()


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp437", "cp932", "koi8-r"])
    def test_a_minus_sign_survives_a_pipe_in_any_encoding(self, encoding, whole, monkeypatch):
        line = ("--set", "selling=0", "--plan", "do_nothing")
        done = casestudy_in(encoding, *EVALUATE, *line, monkeypatch=monkeypatch)
        assert done.returncode == 0, done.stderr
        said = done.stdout.decode(encoding)
        assert "?" not in said
        numbers = [line.rsplit(None, 1)[-1] for line in said.splitlines()]
        assert "−" in whole
        for number, right in zip(numbers, whole.splitlines(), strict=True):
            right = right.rsplit(None, 1)[-1]
            # The Japanese encoding has a wide minus sign of its own.
            number = number.replace("－", "−")
            assert number in (right, plain(right), right.replace("−", "-")), (number, right)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
    def test_a_wide_console_gets_the_same_text(self, encoding, monkeypatch):
        done = casestudy_in(encoding, *EVALUATE, monkeypatch=monkeypatch)
        assert done.returncode == 0, done.stderr.decode(encoding)
        said = done.stdout.decode(encoding).replace("\ufeff", "")
        assert said.splitlines()[0].endswith("plan as_it_happened")
        assert "€" in said
        line = ("evaluate", "--scenario", "turn")
        wrong = casestudy_in(encoding, *line, monkeypatch=monkeypatch)
        assert wrong.returncode == 1
        assert "unknown scenario 'turn'" in wrong.stderr.decode(encoding)

    def test_signs_become_what_says_the_same(self):
        assert plain("−3% ≤ x → “é”") == '-3% <= x -> "e"'
        assert plain("€7.6 £ ₩") == "EUR7.6 GBP KRW"
        assert plain("a\u0301 \u00a0\udc80") == "a  ?"


@on_posix
class TestStreamsThatAreNone:
    @pytest.mark.parametrize("to", [">/dev/full", ">&-"])
    def test_output_that_goes_nowhere_is_said_once(self, to):
        line = f'"{sys.executable}" -m casestudy evaluate {to}'
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("casestudy: the output cannot be written: ")
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize("to", ["2>/dev/full", "2>&-", ">/dev/full 2>&1", ">&- 2>&-"])
    def test_messages_that_go_nowhere_leave_the_code(self, to):
        line = f'"{sys.executable}" -m casestudy evaluate --scenario nine {to}'
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr == ""

    def test_without_an_input_it_works(self):
        line = f'"{sys.executable}" -m casestudy evaluate --json <&-'
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_reader_who_goes_away_hears_no_complaint(self):
        line = f'"{sys.executable}" -m casestudy evaluate --json | head -c 5'
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        assert done.stderr == ""


class TestTheWorkingFolderIsNoPlaceToImportFrom:
    def test_files_with_names_of_modules_are_just_files_and_no_backend_does_harm(self, tmp_path):
        for name in ("numpy", "random", "jupyterlab", "click", "typing", "json", "pandas", "re"):
            (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong module')")
        done = python("-m", "casestudy", "evaluate", "--json", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        # The paper is drawn whatever the backend, too.
        done = python("-m", "casestudy", "report", "--out", "a.html", folder=tmp_path,
                      MPLBACKEND="module://nowhere")  # fmt: skip
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize("backend", ["nonsense", "TkAgg", "module://nowhere"])
    def test_a_foreign_backend_does_no_harm(self, backend):
        draw = (
            "from casestudy.app import cli\n"
            "def draw(**_):\n"
            "    from matplotlib import pyplot\n"
            "    print(pyplot.figure().canvas.get_renderer())\n"
            "cli.cli = draw\n"
            "cli.main()"
        )
        done = python("-c", draw, MPLBACKEND=backend)
        assert done.returncode == 0, done.stderr
        assert b"RendererAgg" in done.stdout

    def test_programs_started_here_get_a_safe_path_and_no_backend(self, monkeypatch):
        monkeypatch.setenv("MPLBACKEND", "nonsense")
        got = child_environment(CASESTUDY_VARIANT="3")
        assert got["PYTHONSAFEPATH"] == "1"
        assert got["CASESTUDY_VARIANT"] == "3"
        assert "MPLBACKEND" not in got


# -- programs that end with this one --------------------------------------------------------------

CHILD = """
import signal, subprocess, sys, time
from pathlib import Path
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
Path(sys.argv[1]).write_text(str(below.pid))
time.sleep(600)
"""
PARENT = """
import os, signal, sys
from pathlib import Path
# Whoever runs the tests may have these ignored, and what was ignored stays so.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from casestudy.app import processes
processes.PATIENCE = 1.0
sys.exit(processes.run_to_its_end([sys.executable, *sys.argv[1:]], folder=Path("."),
                                  environment=os.environ))
"""


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    return "\nState:\tZ" not in status


def until(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
class TestSignals:
    @pytest.mark.parametrize("how", ["willing", "stubborn"])
    @pytest.mark.parametrize(
        ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 0)]
    )
    def test_the_child_and_what_it_started_end_too(self, tmp_path, number, code, how):
        note = tmp_path / "pid"
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, "-c", CHILD, str(note), how], cwd=tmp_path
        )
        assert until(lambda: note.exists() and note.read_text())
        below = int(note.read_text())
        assert is_alive(below)
        parent.send_signal(number)
        assert parent.wait(30) == code
        assert until(lambda: not is_alive(below), 5)

    def test_a_second_signal_waits_for_nobody(self, tmp_path):
        note = tmp_path / "pid"
        patient = PARENT.replace("PATIENCE = 1.0", "PATIENCE = 600.0")
        parent = subprocess.Popen(
            [sys.executable, "-c", patient, "-c", CHILD, str(note), "stubborn"], cwd=tmp_path
        )
        assert until(lambda: note.exists() and note.read_text())
        parent.terminate()
        time.sleep(0.5)
        assert parent.poll() is None
        parent.send_signal(signal.SIGINT)
        assert parent.wait(10) == 143

    def test_the_code_of_a_child_is_handed_on(self, tmp_path):
        run = [sys.executable, "-c", "raise SystemExit(7)"]
        before = signal.getsignal(signal.SIGTERM)
        assert run_to_its_end(run, folder=tmp_path, environment=os.environ) == 7
        assert signal.getsignal(signal.SIGTERM) is before

    def test_jupyterlab_and_its_kernels_end_by_a_signal(self, tmp_path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {"IPYTHONDIR": str(tmp_path / "ipython"), "MPLBACKEND": "bad"}
        log = (tmp_path / "log").open("wb")
        (tmp_path / "workbook").mkdir()
        for name in ("random", "jupyterlab", "numpy"):
            for folder in (tmp_path, tmp_path / "workbook"):
                (folder / f"{name}.py").write_text("raise SystemExit('the wrong module')")
        lab = subprocess.Popen(
            [sys.executable, "-m", "casestudy", "open", "--no-browser", "--port", str(port)],
            cwd=tmp_path, env=environment | {"JUPYTER_TOKEN": "t"}, stdout=log, stderr=log,
        )  # fmt: skip
        address = f"http://localhost:{port}/api/kernels?token=t"
        try:
            assert until(lambda: answers(address), 90), (tmp_path / "log").read_text()
            request = urllib.request.Request(address, data=b"{}", method="POST")
            with urllib.request.urlopen(request, timeout=60) as answer:
                assert answer.status == 201
            kernels = [p for p in descendants(lab.pid) if "ipykernel_launcher" in command_of(p)]
            assert len(kernels) == 1
            everybody = descendants(lab.pid)
        finally:
            lab.terminate()
        assert lab.wait(60) == 143
        assert until(lambda: not any(map(is_alive, everybody)), 20)
        log.close()


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def descendants(pid):
    """Return the processes below one, by what /proc says of parents."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(said[1])
    found, new = set(), {pid}
    while new:
        new = {p for p, above in parents.items() if above in new} - found
        found |= new
    return found


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


class TestPorts:
    @pytest.mark.parametrize("command", ["open --no-browser", "serve --no-browser"])
    def test_a_port_that_is_taken_is_refused(self, command, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(
            processes.subprocess, "Popen", lambda *a, **k: pytest.fail("it was started")
        )
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            result = CliRunner().invoke(cli, [*command.split(), "--port", str(port)])
            assert result.exit_code == 1
            assert f"--port {port}: cannot be used at localhost" in result.stderr
            with pytest.raises(InputError, match="give another one, or leave it out"):
                check_port(port)
        check_port(port)
        check_port(None)

    @pytest.mark.parametrize("port", ["0", "-1", "65536", "many"])
    def test_what_is_no_port_is_refused(self, port):
        assert CliRunner().invoke(cli, ["open", "--port", port]).exit_code == 2


class TestPlansAsTheyAreShared:
    @pytest.mark.parametrize(
        "form", ["{code}", " “{code}”\n", "{link}", "?plan={code}", "{link}#x"]
    )
    def test_evaluate_takes_what_the_cockpit_gives(self, form):
        case = load_case("turnaround")
        plan, world = case.plan(mentoring=0.25), case.assume(market_growth=0.07)
        code = encode(case, plan, world)
        text = form.format(code=code, link=link(code, "http://localhost:8866/?theme=dark"))
        shared = find_shared(case, text)
        assert (shared.levers, shared.assumptions) == (plan, world)
        result = CliRunner().invoke(cli, ["evaluate", "--plan", text, "--json"])
        assert result.exit_code == 0, result.output
        assert '"mentoring": 0.25' in result.stdout
        assert '"market_growth": 0.07' in result.stdout
        words = CliRunner().invoke(cli, ["evaluate", "--plan", text]).stdout
        assert "in a world with market_growth = 0.07" in words

    def test_levers_by_name_and_files_and_names_go_on_working(self, tmp_path):
        case = load_case("turnaround")
        assert find_shared(case, "mentoring=0.5").levers == case.levers(mentoring=0.5)
        assert find_shared(case, "do_nothing").levers == case.plan("do_nothing")
        path = tmp_path / "a=b.yaml"
        path.write_text("plan_version: 1\nname: x\nscenario: turnaround\nlevers: {selling: 1}\n")
        assert find_shared(case, str(path)).levers == case.levers(selling=1.0)

    @pytest.mark.parametrize(
        ("plan", "says"),
        [
            ("CS1-abc", "damaged or incomplete"),
            ("CS2-abc", "newer version"),
            ("http://h/?plan=CS1-abc", "damaged"),
            ("mentorng=0.5", "did you mean 'mentoring'"),
            ("as_it_hapened", "did you mean 'as_it_happened'"),
        ],
    )
    def test_what_is_none_says_why(self, plan, says):
        result = CliRunner().invoke(cli, ["evaluate", "--plan", plan])
        assert result.exit_code == 1
        assert says in result.stderr
