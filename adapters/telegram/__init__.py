"""Telegram by the Bot API: reading updates, sending messages, polling, and an emulator."""
