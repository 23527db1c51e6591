"""One file or folder per output; none imports another."""
