"""The parts of a decision report: criteria, what else was worked out, and the facts that were read."""
