"""The text of YAML files, in; trees whose nodes know their place, out."""
