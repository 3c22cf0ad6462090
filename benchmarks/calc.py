"""Fill a spreadsheet of LibreOffice and let it compute, by UNO.

Runs in a Python that knows `uno`: LibreOffice's own, or the system's. Reads one line of JSON, as
`sheet.computed` writes it, and answers with one. LibreOffice runs without a window, with a profile
of its own, and is ended when this ends or when nobody reads it any more.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE, GRACE = 120, 5  # seconds: until LibreOffice answers, and until it has ended


def started(program, profile):
    """LibreOffice in a session of its own, listening to a pipe with its name."""
    name = f"casestudy{os.getpid()}"
    options = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
    office = subprocess.Popen(
        [program, *options, f"-env:UserInstallation={profile.as_uri()}",
         f"--accept=pipe,name={name};urp;"],
        start_new_session=True, env=dict(os.environ, TMPDIR=str(profile)),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return office, f"uno:pipe,name={name};urp;StarOffice.ComponentContext"


def end(office):
    """End it with all that it has started."""
    for wanted in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(office.pid, wanted)
            office.wait(GRACE)


def connected(office, address):
    """Its desktop, once it listens."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    until = time.monotonic() + PATIENCE
    while True:
        try:
            there = resolver.resolve(address)
            break
        except NoConnectException:
            if office.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
    return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)


def filled(desktop, sheets):
    """A hidden document with these cells."""
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
    document.enableAutomaticCalculation(False)
    for name in sheets:
        document.Sheets.insertNewByName(name, document.Sheets.Count)
    for name, rows in sheets.items():
        cells = tuple(tuple(row) for row in rows)
        if name in ("model", "outputs"):
            whole(document, sheets, name).setFormulaArray(cells)
        else:
            whole(document, sheets, name).setDataArray(cells)
    return document


def whole(document, sheets, name):
    """All cells of a sheet that are filled."""
    rows = sheets[name]
    sheet = document.Sheets.getByName(name)
    return sheet.getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1)


def processor_time(session):
    """Seconds that all programs of a session have computed."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def answer(document, job, session):
    """What comes of each row of inputs, and the processor time of all of them together."""
    asked, told = (whole(document, job["sheets"], name) for name in ("inputs", "outputs"))

    def computed(row):
        asked.setDataArray(tuple((value,) for value in row))
        document.calculate()
        return told.getDataArray()

    found = [computed(row) for row in job["rows"]]
    begun, times, seconds = processor_time(session), 0, 0.0
    while seconds < job["seconds"]:
        for row in job["rows"]:
            computed(row)
        times, seconds = times + 1, processor_time(session) - begun
    return {"found": found, "seconds": seconds / times if times else None}


def main():
    job = json.loads(sys.stdin.readline())
    profile = Path(tempfile.mkdtemp())
    office, address = started(job["program"], profile)

    def watch():
        sys.stdin.read()  # until nobody is there
        end(office)
        shutil.rmtree(profile, ignore_errors=True)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        document = filled(connected(office, address), job["sheets"])
        print(json.dumps(answer(document, job, office.pid)), flush=True)
    finally:
        end(office)
        shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    main()
