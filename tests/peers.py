"""Data on which the package and other tools are asked the same; what those say is in peers.json."""

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "peers.json"
PUBLISHED = FILE.with_name("published.json")
SEED, SIZE = 11, 600


def cases() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Points, and which of them are of interest."""
    rng = np.random.default_rng(SEED)
    x = rng.random((SIZE, 5))
    return {
        "corner": (x, (x[:, 0] > 0.6) & (x[:, 2] < 0.45)),
        "noisy corner": (x, (x[:, 0] > 0.6) & (x[:, 2] < 0.45) ^ (rng.random(SIZE) < 0.1)),
        "band": (x, np.abs(x[:, 1] - 0.5) < 0.15),
        "sum": (x, x[:, 0] + 2 * x[:, 3] + 0.2 * x[:, 4] > 2.2),
        "in steps": (np.round(x, 1), np.round(x[:, 0], 1) + np.round(x[:, 4], 1) > 1.3),
    }


def outcomes() -> np.ndarray:
    """Values at A, at B, and at A with one of four columns from B, of no function at all."""
    return np.random.default_rng(5).gamma(2.0, 3.0, (6, 64))


def published() -> dict[str, dict]:
    """Cases that the EMA Workbench publishes, by the ranks of their inputs, and its boxes."""
    return json.loads(PUBLISHED.read_text(encoding="utf-8"))["cases"]


def found() -> dict:
    """What the other tools say."""
    return json.loads(FILE.read_text(encoding="utf-8"))
