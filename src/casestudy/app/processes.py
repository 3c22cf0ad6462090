"""Programs that are started here, and that end when this one is ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from casestudy.errors import InputError

PATIENCE = 15.0  # seconds in which a program may end by itself once it was told to
_ENDING = [n for n in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, n)]


def child_environment(**more: str) -> dict[str, str]:
    """The environment for a program with kernels that draw, and import nothing of the folder's.

    Parameters
    ----------
    **more : str
        Variables beside those of this process.

    Returns
    -------
    dict of str to str
        With `PYTHONSAFEPATH`, so that a file `random.py` in the working folder is just a file.
        Without `MPLBACKEND`, which would keep a kernel from showing pictures.
    """
    kept = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return kept | {"PYTHONSAFEPATH": "1"} | more


def check_port(port: int | None, address: str = "localhost") -> None:
    """Refuse a port that is taken, where a server would silently take another one.

    Raises
    ------
    InputError
        If nothing can listen there.
    """
    if port is None:
        return
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # a port just left may be taken again, as servers do
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise InputError(
                f"--port {port}: cannot be used at {address} ({error.strerror}); give another one, "
                "or leave it out"
            ) from None


def run_to_its_end(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> int:
    """Run a program until it ends; if this process is told to end, it is told so, too.

    Parameters
    ----------
    command : sequence of str
    folder : Path
        Working folder of the program.
    environment : mapping of str to str

    Returns
    -------
    int
        Its exit code; 0 where a person ended it by Ctrl-C; 128 and the number of the signal where
        another one did.

    Notes
    -----
    The program leads a process group of its own. It is told to end by SIGTERM, upon which servers
    of notebooks end their kernels, and is killed with its group if it takes too long or the signal
    comes a second time.
    """
    caught: list[int] = []
    running: list[subprocess.Popen] = []

    def end(number: int, frame: FrameType | None) -> None:
        caught.append(number)
        for child in running:
            _end(child, hard=len(caught) > 1)
            timer = threading.Timer(PATIENCE, _end, (child,), {"hard": True})
            timer.daemon = True
            timer.start()

    handlers = {}
    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name) for name in _ENDING):
            # What was ignored stays so: nohup means it.
            if signal.getsignal(number) is not signal.SIG_IGN:
                handlers[number] = signal.signal(number, end)
    try:
        own_group = {"start_new_session": True} if os.name == "posix" else {}
        with subprocess.Popen(
            [str(part) for part in command], cwd=folder, env=dict(environment), **own_group
        ) as child:
            running.append(child)
            if caught:  # while it was started
                _end(child)
            try:
                code = child.wait()
            finally:
                _end(child, hard=True)  # whatever is left of its group
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if not caught:
        return code
    return 0 if caught[0] == signal.SIGINT else 128 + caught[0]


def _end(child: subprocess.Popen, *, hard: bool = False) -> None:
    with suppress(OSError):  # it has ended
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL if hard else signal.SIGTERM)
        elif hard:
            child.kill()
        else:
            child.terminate()
