"""WhatsApp through Twilio: reading its webhooks, sending messages, and an emulator."""
