"""A policy over whole tables at once: two-valued operations on integer columns, which every columnar output carries out."""
