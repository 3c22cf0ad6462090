"""The integrated model: what a line earns under a plan, and what it derives from a case."""
