"""Run the command line as ``python -m casestudy``."""

from casestudy.cli import main

main()
