"""Stripe as a payment provider.  In here `import stripe` is the vendor's SDK, always."""
