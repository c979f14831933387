"""What is counted for `GET /metrics`, without a word about any person."""

from prometheus_client import Counter, Histogram

ussd_seconds = Histogram(
    "fursa_ussd_seconds",
    "Time to answer a USSD message.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
ussd_ended = Counter("fursa_ussd_ended_total", "Calls that the gateway told us are over.", ["status"])
ussd_faults = Counter("fursa_ussd_faults_total", "USSD messages answered with an apology.")
