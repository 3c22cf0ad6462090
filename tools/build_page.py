"""Build the page's sources into the two files that lie in the repository; Node is needed only here.

    python tools/build_page.py FOLDER

FOLDER holds the `node_modules` with what `static/page.json` names under "built_with".
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "casestudy" / "widgets" / "page"
STATIC = ROOT / "src" / "casestudy" / "widgets" / "static"
RECORD = STATIC / "page.json"
BUILT_WITH = {
    "d3-array": "3.2.5",
    "d3-scale": "4.0.3",
    "d3-selection": "3.0.1",
    "d3-shape": "3.2.1",
    "esbuild": "0.28.2",
    "fflate": "0.8.3",
    "lean-qr": "2.7.4",
}


def hashes(paths: list[Path]) -> dict[str, str]:
    """SHA-256 of files by their names."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(paths)}


def sources() -> list[Path]:
    """What is built."""
    return [p for p in SOURCES.iterdir() if p.suffix in (".js", ".css")]


def build(folder: Path) -> None:
    """Bundle and minify; the worker is a text inside the page, for there is one file only."""
    worker = folder / "worker.txt"
    common = ["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]
    run = [str(folder / "node_modules" / ".bin" / "esbuild"), *common]
    module = ["--bundle", "--format=iife", "--target=es2022"]
    subprocess.run(
        [*run, str(SOURCES / "worker.js"), *module, "--global-name=casestudyWorker",
         f"--outfile={worker}"],
        check=True,
    )  # fmt: skip
    # What the sources import from outside of the repository is found in the folder.
    subprocess.run(
        [*run, str(SOURCES / "home.js"), *module, "--global-name=casestudyPage",
         "--loader:.txt=text", f"--alias:worker-text={worker}",
         f"--outfile={STATIC / 'page.js'}"],
        check=True, env={"NODE_PATH": str(folder / "node_modules"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    subprocess.run(
        [*run, str(SOURCES / "page.css"), f"--outfile={STATIC / 'page.css'}"],
        check=True,
    )
    text = (STATIC / "page.js").read_text("utf-8").lower()
    if "</script" in text or "<!--" in text:
        sys.exit("page.js holds what ends a script inside of a page")
    record = {
        "built_with": BUILT_WITH,
        "built": hashes([STATIC / "page.js", STATIC / "page.css"]),
        "sources": hashes(sources()),
    }
    RECORD.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
