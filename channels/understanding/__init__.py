"""What people mean by the texts they send: the intent of a message, read from its words."""

from channels.understanding.intents import Understanding, read

__all__ = ["Understanding", "read"]
