"""Run the command line as ``python -m casestudy``."""

import sys

# `python -m` puts the working folder first on the path: a file `numpy.py` in it would be imported.
if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]

from casestudy.app.cli import main

if __name__ == "__main__":
    main()
