"""Policies in documentation: pages of their text, graphs, examples and sources, for Sphinx, for Markdown and as a whole site."""
