"""The command line, the working copy of the notebooks, and what it starts."""
