"""Django system checks for what a misconfigured machine lacks."""
