"""The menu that every screen declares itself to."""

from channels.conversation import Menu

menu = Menu(start="entry")
