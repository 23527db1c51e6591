"""What we make of a policy: names, kinds, meaning, checks, outputs, commands."""
