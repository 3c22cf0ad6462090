"""Draw the map of the package: its rooms in layers, and which room imports which.

What it draws comes from the import graph and from the layers that `make lint` holds, so the map
cannot differ from the code; a test compares the stored picture with what this would draw.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "map.svg"
WIDTH, ROW, BOX = 900, 46, 30  # pixels: of the picture, from layer to layer, of a room
LOOK = """
text { font: 14px sans-serif; fill: #222; }
rect { fill: #eaf2f8; stroke: #0072b2; }
path { fill: none; stroke: #777; stroke-width: 1; }
@media (prefers-color-scheme: dark) {
  text { fill: #eee; } rect { fill: #1d2b36; stroke: #56b4e9; } path { stroke: #aaa; }
}
"""


def layers() -> list[list[str]]:
    """Rooms of each layer, the highest layer first, as `pyproject.toml` has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (found,) = (
        contract["layers"]
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if contract["id"] == "layers"
    )
    return [re.findall(r"\w+", layer) for layer in found]


def arrows(rooms: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of rooms, importing and imported; what follows from others is left out."""
    graph = grimp.build_graph("casestudy", cache_dir=None, exclude_type_checking_imports=True)
    known = set(rooms)
    direct: dict[str, set[str]] = {room: set() for room in known}
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            one, two = (name.split(".")[1] if "." in name else "" for name in (module, other))
            if one != two and {one, two} <= known:
                direct[one].add(two)

    def beyond(room: str) -> set[str]:
        return {further for next_ in direct[room] for further in direct[next_] | beyond(next_)}

    return {(one, two) for one in known for two in direct[one] - beyond(one)}


def drawn() -> str:
    """The map as SVG."""
    rows = layers()
    place: dict[str, tuple[float, float, float]] = {}
    for i, row in enumerate(rows):
        wide = [9 * len(room) + 24 for room in row]
        left = (WIDTH - sum(wide) - 24 * (len(row) - 1)) / 2
        for room, width in zip(row, wide, strict=True):
            place[room] = (left, 12 + i * ROW, width)
            left += width + 24
    height = 24 + len(rows) * ROW
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>The rooms of the package in layers; each imports only from those below it</title>",
        f"<style>{LOOK}</style>",
    ]
    for one, two in sorted(arrows(place)):
        (x0, y0, w0), (x1, y1, w1) = place[one], place[two]
        top, end = (x0 + w0 / 2, y0 + BOX), (x1 + w1 / 2, y1)
        # Long ways bend outwards, so that they pass beside the rooms between.
        bend = (len(one) + len(two)) % 2 * 2 - 1
        out = bend * min(400.0, 2.2 * (end[1] - top[1] - ROW + BOX)) if end[1] - top[1] > ROW else 0
        lines.append(
            f'<path d="M{top[0]:.0f} {top[1]:.0f} C{top[0] + out:.0f} {top[1] + 24:.0f} '
            f'{end[0] + out:.0f} {end[1] - 24:.0f} {end[0]:.0f} {end[1]:.0f}"/>'
        )
    for room, (x, y, width) in place.items():
        lines.append(f'<rect x="{x:.0f}" y="{y}" width="{width}" height="{BOX}" rx="5"/>')
        lines.append(
            f'<text x="{x + width / 2:.0f}" y="{y + 20}" text-anchor="middle">{escape(room)}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(drawn(), encoding="utf-8")
    print(f"drawn {TARGET.relative_to(ROOT)}")
