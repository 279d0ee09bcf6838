"""
The crash drill: whole sales over real HTTP, while the server is killed again and again.

Telegram and Stripe are emulators in the drill's own process, so they survive and see
everything; the server is `python -m apps serve` on one SQLite file.  Reading order: server
(what is killed) → wire (what the providers saw) → killer (when) → client (a lead's whole sale)
→ crash (all of it together) → audit (what must be true at the end).

    python -m tests.drill            the long profile, as `make drill` runs it
"""
