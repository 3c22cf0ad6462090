"""Say all that is wrong with the words and the exercises of the package, a line each."""

from __future__ import annotations

import gc
import sys

from casestudy.audit.content import faults
from casestudy.case import load_case
from casestudy.places import DEFAULT
from casestudy.text.languages import folder


def main() -> int:
    """Print every fault; 1 where there is one."""
    gc.disable()  # it ends before there is much to collect
    found = faults(load_case(DEFAULT), folder(), at_once=2)
    for fault in found:
        print(fault)
    print(f"Content: {len(found)} faults" if found else "Content: no faults", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
