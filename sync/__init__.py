"""How tablets keep a copy: devices, pull, push, merge, snapshots and the tablet app."""
