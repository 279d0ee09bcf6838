"""People who try to talk the bot into something: a corpus of attacks, and what must hold."""
