"""Trees and JSON Schemas, in; diagnostics for wrong form, out."""
