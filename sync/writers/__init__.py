"""Writers: one for each collection that tablets change. Each takes an operation and says what came of it."""
