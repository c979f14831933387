"""Gateways: whoever connects us to the networks, one folder each."""

import re

# What a gateway is asked to send to: strict, for one wrong number may cost the whole call.
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
