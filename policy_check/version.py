"""The release of the program; nothing in, its number out."""

__version__ = "0.1.0"
