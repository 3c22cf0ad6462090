"""Print the entries of a lock file that another one does not have, with a heading of their own.

    python3 tools/cut_lock.py all.lock some.lock >more.lock

The two installed together are all of it: an entry that stands in the other under another
condition (on one system only, say) is kept.
"""

import re
import sys
from pathlib import Path

HEAD = "# Adds to requirements.lock; made by:\n#    make lock\n"


def entries(path: str) -> list[str]:
    """Each package with its hashes, as one text."""
    text = re.sub(r"(?m)^#.*\n", "", Path(path).read_text("utf-8"))
    return re.findall(r"^\S.*(?:\n[ \t].*)*\n", text, re.M)


if __name__ == "__main__":
    there = set(entries(sys.argv[2]))
    sys.stdout.write(HEAD + "".join(e for e in entries(sys.argv[1]) if e not in there))
