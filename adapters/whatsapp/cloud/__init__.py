"""WhatsApp by Meta's own Cloud API."""
