"""The tests; each folder mirrors the one it is named after."""
