"""What several pages are made of.  Pages are flat scripts; whatever decides lies here."""
