"""What the examples of a policy show of it, in the author's terms."""
