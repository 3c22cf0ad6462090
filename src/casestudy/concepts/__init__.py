"""Textbook concepts, one a module: pure functions of numbers and arrays.

No module here imports another one. What one concept needs of another it takes as an argument.
"""
