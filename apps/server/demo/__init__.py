"""
The demo: a whole sale on one port of one machine, without keys and without a network.

The server is the real one, with its real webhook; only the ends are ours: a chat that is a page
(`/demo`), and a double of Stripe that is called, and calls back, over real HTTP on loopback.
Everything that happens goes through the inbox, and everything the page shows is read from the
database.

Reading order: settings, memory, clock, channel → people (what each of them puts into the inbox)
→ stage (what runs, and can be dropped and opened again) → bank, browser (what happens at the
provider, and on our pages) → director (the buttons), autopilot → queries, journal, view (what
the page shows) → routes, checkout.
"""
