"""What leaves us: encodings, templates, the outbox, alert rounds, delivery reports and the queue."""
