"""The domain of public employment and its ground; knows no HTTP, gateway, queue or language."""

__version__ = "0.1.0"
