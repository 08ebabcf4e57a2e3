"""Allies on Paper."""
__version__ = "0.2.0"
