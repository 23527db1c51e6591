"""Examples that are missing, and providers that fill the gap."""
