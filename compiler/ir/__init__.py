"""The intermediate representation and its meaning."""
