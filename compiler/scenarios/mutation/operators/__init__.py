"""The ways in which a policy can be changed, one file per family. `FAMILIES` is the order in which they are tried."""
