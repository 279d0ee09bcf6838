"""Adapters: everything that fits a port of the core."""
