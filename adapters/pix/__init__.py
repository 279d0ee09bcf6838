"""Pix without a provider: a code that goes into the owner's own account, confirmed by a person."""
