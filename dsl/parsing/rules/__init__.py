"""The rules of the grammar by family: each method builds the node of the rule whose name it has."""
