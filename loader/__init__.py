"""Files in, model out: YAML with positions, schema checks, vocabulary, source text, rules, facts, diagnostics."""
