"""The model, the expression language, the ways to run a rule set, and proofs. Knows no file and no YAML."""
