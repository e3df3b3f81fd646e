"""Instances: the demo centre, a seeded generator, readers of public data and the benchmark."""
