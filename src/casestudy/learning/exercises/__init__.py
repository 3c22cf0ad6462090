"""Exercises and predictions, a module for each notebook: `n` and the notebook's name.

Each has `EXERCISES` and `PREDICTIONS`, tuples in the order of the notebook.
"""
