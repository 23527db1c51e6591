"""The command line: a group and one small file per command. Nothing here knows more than where a result goes."""
