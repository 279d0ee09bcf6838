"""Mercado Pago as a payment provider: Checkout Pro, by its documented API."""
