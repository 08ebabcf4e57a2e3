"""Allies on Paper."""
__version__ = "0.4.0"
