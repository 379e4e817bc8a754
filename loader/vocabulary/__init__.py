"""vocabulary.yaml, in; the words of a policy, out."""
