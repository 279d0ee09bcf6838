"""Money under random weather: leads, provider, network, operator and clock at once."""
