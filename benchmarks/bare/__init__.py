"""The least that Django can do: one row as JSON. What the service's own answers are compared with."""
