"""Examples: the policy's own tests."""
