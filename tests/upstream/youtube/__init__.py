"""YouTube: what is invented, how YouTube tells it, and how it is found again in a request."""
