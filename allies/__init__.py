"""Allies on Paper."""
__version__ = "0.3.0"
