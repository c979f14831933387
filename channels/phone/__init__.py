"""The simulated phone, in a browser and in a terminal: both play the part of the phone and of the gateway."""

# The gateway names the caller's network by country and network code. The service decides nothing by it.
NETWORK_CODE = "63902"

# What a phone shows when the network has no answer for it, or none that it can read.
NO_ANSWER = "Connection problem or invalid MMI code."
