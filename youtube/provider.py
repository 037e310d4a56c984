"""YouTube as the rest of the service knows it."""
