"""Allies on Paper."""
__version__ = "0.1.0"
