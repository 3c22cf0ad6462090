"""Say all that is wrong with the words and the exercises of the package, a line each."""

from __future__ import annotations

import gc
import sys

from casestudy.audit.content import faults
from casestudy.audit.translation import missing
from casestudy.files.languages import ENGLISH, folder, language
from casestudy.files.places import DEFAULT
from casestudy.scenario.case import load_case


def main() -> int:
    """Print every fault; 1 where there is one."""
    gc.disable()  # it ends before there is much to collect
    found = faults(load_case(DEFAULT), folder(), at_once=2)
    for fault in found:
        print(fault)
    # What is shown in English instead is no fault, but whoever translates wants to know it.
    for one in [] if language() == ENGLISH else missing(language(), folder()):
        print(f"in English: {one}")
    count = {0: "no faults", 1: "1 fault"}.get(len(found), f"{len(found)} faults")
    print(f"Content: {count}", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
