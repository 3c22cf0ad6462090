"""Customers under other names, the same ones in every import with the same key file.

The key file holds a secret and, for each customer, a mark made of the name with that secret. Nobody
can read a name in it; who has both the file and a list of names can tell which is which.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casestudy.errors import InputError
from casestudy.files.reading import read_text
from casestudy.orders.words import words

LARGEST = 50_000_000  # bytes of a key file
_MARK = re.compile(r"[0-9a-f]{32}")


def pseudonyms(names: NDArray, key: Path) -> tuple[NDArray, str]:
    """Names in the place of customers' own, and the text of the key file that remembers them.

    Parameters
    ----------
    names : ndarray of str
        An empty one stays empty.
    key : Path
        Read where it exists.

    Returns
    -------
    tuple of (ndarray, str)

    Raises
    ------
    InputError
        If the key file is none.
    """
    import pandas as pd

    secret, known = _read(key) if key.exists() else (secrets.token_hex(32), {})
    place, different = pd.factorize(names)
    marks = [
        hmac.new(bytes.fromhex(secret), str(n).encode(), hashlib.sha256).hexdigest()[:32]
        for n in different
    ]
    new = sorted(m for m, n in zip(marks, different, strict=True) if n and m not in known)
    # By their marks, which are in no order: the number tells nothing about the customer.
    known |= {
        mark: number for number, mark in enumerate(new, start=max(known.values(), default=0) + 1)
    }
    given = [
        words("customer", number=f"{known[mark]:04d}") if name else ""
        for mark, name in zip(marks, different, strict=True)
    ]
    text = json.dumps({"secret": secret, "customers": known}, indent=0) + "\n"
    return np.array(given, dtype=object)[place], text


def _read(key: Path) -> tuple[str, dict[str, int]]:
    try:
        said = json.loads(read_text(key, LARGEST))
        secret, known = said["secret"], said["customers"]
        numbers = list(known.values())
        if (
            re.fullmatch(r"[0-9a-f]{64}", secret)
            and all(map(_MARK.fullmatch, known))
            and all(isinstance(n, int) and 0 < n < 10**9 for n in numbers)
            and len(set(numbers)) == len(numbers)
        ):
            return secret, known
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
    raise InputError(f"{key}: is no key file of an import; give another one with --key, or none")
