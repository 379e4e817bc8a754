"""Rule files, in; rules with their expressions, out, and every fault in them and between them."""
