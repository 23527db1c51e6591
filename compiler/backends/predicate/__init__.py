"""Parts of `compiler.backends.python_predicate`."""
