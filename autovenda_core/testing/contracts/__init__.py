"""The contracts of the ports, as test suites: subclass one for your adapter."""
