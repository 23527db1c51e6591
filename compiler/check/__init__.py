"""From symbols to the model: kinds, dimensions, periods and tables, and the advice that comes with them."""
