"""How long an import of exported orders takes, and how much memory: `make bench-orders`.

With `xlsx` as an argument a workbook is measured too; to write it takes longer than to read it.
Seconds are those of the processor beside those of the clock, which a busy machine stretches. Each
export is made here and imported by the command in a program of its own, so that its memory is
that of the import alone.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

LINES = 500_000
PRODUCTS, CUSTOMERS = 3_000, 800
RETURNED = 0.02  # of the lines
SECONDS, MEGABYTES = 20.0, 2_000.0  # what it may take


def orders(count: int) -> pd.DataFrame:
    """Order lines of a year, some of them taken back."""
    rng = np.random.default_rng(2025)
    price = np.round(np.exp(rng.normal(4.0, 0.8, PRODUCTS)), 2)
    weight = np.exp(rng.normal(0.0, 1.4, PRODUCTS))
    product = rng.choice(PRODUCTS, count, p=weight / weight.sum())
    units = 1 + rng.poisson(6.0, count)
    paid = np.round(price[product] * rng.uniform(0.75, 1.0, count) * units, 2)
    back = np.where(rng.random(count) < RETURNED, -1, 1)
    return pd.DataFrame(
        {
            "Auftrag": [f"A{i // 3}" for i in range(count)],
            "Artikel-Nr.": [f"{p + 7:05d}" for p in product],
            "Kunde": [f"Müller {c} GmbH" for c in rng.integers(0, CUSTOMERS, count)],
            "Bestelldatum": np.datetime64("2025-01-01") + rng.integers(0, 365, count),
            "Menge": units * back,
            "Umsatz (EUR)": paid * back,
            "Listenpreis": price[product],
            "Stückkosten": np.round(price[product] * 0.5, 2),
        }
    )


def imported(path: Path) -> tuple[float, float, float]:
    """Seconds by the clock and of the processor, and megabytes, of an import of one file."""
    program = (
        "import resource, sys; from casestudy.app.cli import cli\n"
        "try: cli(sys.argv[1:])\n"
        "except SystemExit as end:\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr); raise"
    )
    out = path.with_name(f"case-{path.suffix[1:]}")
    command = [sys.executable, "-c", program, "import-orders", str(path), "--out", str(out)]
    before = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    took = time.perf_counter() - before
    if done.returncode:
        sys.exit(done.stderr)
    scale = 1e6 if sys.platform == "darwin" else 1e3
    worked, used = done.stderr.split()[-2:]
    return took, float(worked), int(used) / scale


def main() -> None:
    """Print a line for each form of the export."""
    with tempfile.TemporaryDirectory() as place:
        frame = orders(LINES)
        text, book = Path(place) / "orders.csv", Path(place) / "orders.xlsx"
        shown = frame.assign(Bestelldatum=frame["Bestelldatum"].dt.strftime("%d.%m.%Y"))
        shown.to_csv(text, sep=";", decimal=",", index=False, encoding="cp1252")
        files = [text]
        if "xlsx" in sys.argv[1:]:
            from openpyxl import Workbook

            workbook = Workbook(write_only=True)
            sheet = workbook.create_sheet("Orders")
            sheet.append(list(frame.columns))
            for row in frame.itertuples(index=False):
                sheet.append(list(row))
            workbook.save(book)
            files.append(book)
        for path in files:
            took, worked, used = imported(path)
            met = min(took, worked) <= SECONDS and used <= MEGABYTES
            print(
                f"{LINES:,} lines of {path.suffix[1:]:5} {took:6.1f} s, processor {worked:.1f} s "
                f"(limit {SECONDS:g} s), {used:.0f} MB (limit {MEGABYTES:g} MB): "
                f"{'met' if met else 'missed'}"
            )


if __name__ == "__main__":
    main()
