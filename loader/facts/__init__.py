"""JSON documents, in; entries of facts, out, or every fault."""
