"""WhatsApp, by whichever of its three doors the owner has: Meta's Cloud API, Twilio, WPPConnect."""
