"""Gateways: whoever connects us to the networks, one folder each."""
