"""WhatsApp through a WPPConnect server, which drives WhatsApp Web: unofficial, never in a hurry."""
