"""What became of a whole register, as one page: counts, plots and a table that can be sorted and filtered."""
