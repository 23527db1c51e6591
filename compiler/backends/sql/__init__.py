"""A columnar program as one SQL statement, and the databases that carry it out."""
