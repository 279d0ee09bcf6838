"""Shipped to users: fakes, port contracts, conversation scripts, a clock that can be moved."""
