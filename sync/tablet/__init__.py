"""The tablet app: a web app that officers install, and what the server does to hand it out."""
