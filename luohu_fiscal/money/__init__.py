"""Exact money: printed amounts with unit and last printed place, and what rounding may hide.

`amount` is the only door for printed amounts; `interval` holds the arithmetic.
"""
