"""The gettext catalogues, and the one function that picks a language."""
