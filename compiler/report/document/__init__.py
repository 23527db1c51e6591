"""What people are given to read, as a tree of blocks; HTML, Markdown and PDF are made from the same tree."""
