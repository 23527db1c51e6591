"""Generated providers, held against what a policy says always holds."""
