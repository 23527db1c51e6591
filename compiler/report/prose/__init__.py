"""Decisions in whole sentences, in Dutch and in English. Each construct of the language has templates of its own."""
