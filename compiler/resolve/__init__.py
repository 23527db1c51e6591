"""From syntax to symbols: modules, declarations and what each name refers to."""
