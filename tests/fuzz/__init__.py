"""
Any bytes at any route: nothing that a stranger or a provider sends may break us.

The application runs in this process over SQLite, with every channel and the payments
configured, and a conversation of each channel in the middle of a sale as a witness.  An attack
is drawn from dice; whoever throws them (plain chance, hypothesis, atheris) is an engine.
Reading order: mutations (how a body goes wrong) → samples (what providers really send) →
attacks (requests to each route) → site (what is attacked, and what must hold after each
request) → engines (for how long, and what to try next).

    python -m tests.fuzz --seconds 120               what `make drill` runs
    python -m tests.fuzz --seconds 10 --route stripe --engine hypothesis --seed 7
"""
