"""Kannel: its callbacks and its client, and nothing that another gateway would share."""

GATEWAY = "kannel"
