"""A gateway without a network, for the demo and for tests: it speaks Africa's Talking's interface, both ways."""
