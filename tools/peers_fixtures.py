"""Write what other tools find on the same data: tests/peers.json and tests/published.json.

The second holds cases that the EMA Workbench publishes with its examples. Of their inputs only the
order is kept: of each column the ranks, of which PRIM makes the same boxes.

Run in an environment of its own, with the package on the path, as CONTRIBUTING.md says:

    pip install "ema_workbench<3" SALib scikit-learn
"""

import io
import json
import sys
import tarfile
import warnings
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import pandas as pd  # noqa: E402
import peers  # noqa: E402
from ema_workbench.analysis import prim  # noqa: E402
from SALib.analyze import sobol  # noqa: E402
from sklearn.tree import DecisionTreeClassifier  # noqa: E402

PEERS = ("ema_workbench", "SALib", "scikit-learn")


SHARES = ["coverage", "density", "mass", "res_dim"]


def boxes(x: np.ndarray, y: np.ndarray) -> list[dict]:
    """The trajectory of PRIM."""
    found = prim.Prim(pd.DataFrame(x), y.astype(float), threshold=0.5).find_box()
    stats = found.peeling_trajectory[SHARES]
    return [
        {"low": lims.loc[0].tolist(), "high": lims.loc[1].tolist(), **stats.loc[i].to_dict()}
        for i, lims in enumerate(found.box_lims)
    ]


def published() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Inputs and what is of interest, as the examples of the EMA Workbench take them."""
    data = files("ema_workbench") / "examples" / "data"
    fuels = pd.read_csv(io.BytesIO((data / "bryant et al 2010 data.csv").read_bytes()))
    packed = (data / "1000 flu cases no policy.tar.gz").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        flu = pd.read_csv(archive.extractfile("experiments.csv"))
        deaths = pd.read_csv(archive.extractfile("deceased_population_region_1.csv"))
    return {
        # Policy costs in the highest tenth: Bryant and Lempert (2010).
        "renewable fuels": (fuels.iloc[:, 2:11].to_numpy(float), fuels.iloc[:, 15].to_numpy() > 0),
        # More than a million deaths: Pruyt and Hamarat (2010).
        "flu": (flu.iloc[:, :-3].to_numpy(float), deaths.iloc[:, -1].to_numpy() > 1e6),
    }


def ordered(x: np.ndarray, y: np.ndarray) -> dict:
    """A case by its ranks, and the boxes of PRIM, which has to find the same by the inputs."""
    ranks = np.column_stack([np.unique(column, return_inverse=True)[1] for column in x.T])
    found = boxes(ranks.astype(float), y)
    for one, other in zip(found, boxes(x, y), strict=True):
        assert [one[name] for name in SHARES] == [other[name] for name in SHARES]
    return {"ranks": ranks.T.tolist(), "interest": y.astype(int).tolist(), "boxes": found}


def splits(x: np.ndarray, y: np.ndarray) -> list[list[float]]:
    """Places and limits of a tree, from its top, the lower branch first."""
    tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=50).fit(x, y).tree_
    return [
        [int(f), float(t), int(n)]
        for f, t, n in zip(tree.feature, tree.threshold, tree.n_node_samples, strict=True)
    ]


def indices(values: np.ndarray) -> dict[str, list[float]]:
    """First and total indices of an outcome at A, B, and A with a column of B."""
    inputs = len(values) - 2
    # SALib wants, for each base point: A, the mixed ones, B.
    flat = np.concatenate([values[:1], values[2:], values[1:2]]).T.ravel()
    problem = {"num_vars": inputs, "names": [str(i) for i in range(inputs)]}
    found = sobol.analyze(
        {**problem, "bounds": [[0, 1]] * inputs}, flat, calc_second_order=False, seed=1
    )
    return {"first": found["S1"].tolist(), "total": found["ST"].tolist()}


def main() -> None:
    """Write both files."""
    found: dict = {"versions": {name: version(name) for name in PEERS}, "prim": {}, "tree": {}}
    for name, (x, y) in peers.cases().items():
        found["prim"][name] = boxes(x, y)
        if name != "in steps":  # of splits that are as good as one another, any may be taken
            found["tree"][name] = splits(x, y)
    found["sobol"] = indices(peers.outcomes())
    peers.FILE.write_text(json.dumps(found) + "\n", encoding="utf-8")
    cases = {name: ordered(*case) for name, case in published().items()}
    text = json.dumps({"version": version("ema_workbench"), "cases": cases}, separators=(",", ":"))
    peers.PUBLISHED.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
