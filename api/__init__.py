"""The HTTP service: thin routes over `solver`."""
