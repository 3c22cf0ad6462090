"""A company's own orders: what its system exports becomes the tables of a case.

`reading` reads files, `columns` finds what they hold, `values` reads numbers and dates of a whole
column, `netting` takes returns off, `deriving` makes tables of what is left, and `importing` writes
the case with its report.
"""
