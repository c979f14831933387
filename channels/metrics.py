"""What is counted for `GET /metrics`, without a word about any person."""

import collections
import threading
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import Counter, Histogram, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from core.database import Database
from core.errors import ServiceError
from messages import figures, outbox

KEEP_SECONDS = 5.0  # figures are read anew after this, however often somebody asks
DAY_SECONDS = 24 * 3600

ussd_seconds = Histogram(
    "fursa_ussd_seconds",
    "Time to answer a USSD message.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
ussd_ended = Counter("fursa_ussd_ended_total", "Calls that the gateway told us are over.", ["status"])
ussd_faults = Counter("fursa_ussd_faults_total", "USSD messages answered with an apology.")


class Messages(Collector):
    """What the database knows of messages, read when somebody asks: so it is the same whichever process is asked."""

    def __init__(self, db: Database, clock: Callable[[], float]) -> None:
        """`clock` gives UTC seconds."""
        self._db = db
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._first = 0
        self._found: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        now = self._clock()
        with self._lock:
            if not 0 <= now - self._read_at < KEEP_SECONDS:
                try:
                    self._found = [*self._on_their_way(int(now)), *self._of_a_day(int(now)), *self._money()]
                    self._found += [self._opt_outs()]
                except ServiceError:
                    self._found = []  # gone from the answer is how a figure says that nobody knows it
                self._read_at = now
            return self._found

    def _on_their_way(self, now: int) -> Iterator[Metric]:
        counts = outbox.counts(self._db, now)
        yield GaugeMetricFamily(
            "fursa_messages_oldest_unsent_seconds",
            "How long the first of the queued messages has been due. Alarm on it: above 300 nobody sends.",
            counts.pop("oldest_queued_seconds"),
        )
        waiting = GaugeMetricFamily(
            "fursa_messages_waiting",
            "Messages on their way: queued (to be sent now), waiting (for their time), held (for money), sending,"
            " unknown (the gateway's answer was lost).",
            labels=["state"],
        )
        for state, count in counts.items():
            waiting.add_metric([state], count)
        yield waiting

    def _of_a_day(self, now: int) -> Iterator[Metric]:
        self._first = figures.first_since(self._db, now - DAY_SECONDS, self._first)
        rows = figures.of_messages(self._db, self._first)
        messages = GaugeMetricFamily(
            "fursa_messages_day",
            "Messages queued in the last 24 hours, by what became of them.",
            labels=["state", "language", "gateway"],
        )
        cost = GaugeMetricFamily(
            "fursa_messages_day_cost",
            "What the messages queued in the last 24 hours have cost.",
            labels=["currency", "language", "gateway"],
        )
        counted: collections.Counter[tuple[str, str, str]] = collections.Counter()
        spent: collections.Counter[tuple[str, str, str]] = collections.Counter()
        for row in rows:
            state = "sent" if row["state"] == "accepted" else row["state"]
            counted[state, row["language"], row["gateway"]] += row["messages"]
            if row["cost"]:
                spent[row["currency"], row["language"], row["gateway"]] += row["cost"]
        for labels, count in counted.items():
            messages.add_metric(labels, count)
        for labels, amount in spent.items():
            cost.add_metric(labels, amount / outbox.MILLION)
        yield messages
        yield cost

    def _money(self) -> Iterator[Metric]:
        spent = CounterMetricFamily(
            "fursa_messages_cost", "What messages have cost since ever.", labels=["unit", "currency"]
        )
        for row in self._db.all(
            "SELECT unit, currency, CAST(sum(amount) AS BIGINT) AS amount FROM spending GROUP BY unit, currency"
        ):
            spent.add_metric([row["unit"], row["currency"]], row["amount"] / outbox.MILLION)
        yield spent
        left = GaugeMetricFamily(
            "fursa_gateway_credit", "What is left with a gateway paid in advance.", labels=["gateway", "currency"]
        )
        for row in self._db.all("SELECT gateway, currency, amount FROM credit"):
            left.add_metric([row["gateway"], row["currency"]], row["amount"] / outbox.MILLION)
        yield left

    def _opt_outs(self) -> Metric:
        phones = GaugeMetricFamily(
            "fursa_opt_outs", "Phones that want no texts, by how they said so.", labels=["source"]
        )
        for row in self._db.all("SELECT source, count(*) AS phones FROM opt_out GROUP BY source"):
            phones.add_metric([row["source"]], row["phones"])
        return phones
