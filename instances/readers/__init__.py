"""Planning folders out of public data, one reader a format."""
