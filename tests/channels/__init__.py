"""
Sales over each chat provider's emulator: the server, the provider and the lead, over real HTTP.

`python -m tests.channels.transcripts` prints every sale as the lead sees it.
"""
