"""What people mean by the texts they send: the intent of a message, and the work and the places it names."""

from channels.understanding.intents import Understanding, read
from channels.understanding.named import Named, named

__all__ = ["Named", "Understanding", "named", "read"]
