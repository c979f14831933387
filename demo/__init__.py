"""The demo: a lively, invented labour market to look at, on one machine."""
