"""Speed and memory, measured on the real service against the stand-in platforms."""
