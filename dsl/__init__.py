"""What a policy says: text, places, tree, printing, diagnostics, the manual."""
