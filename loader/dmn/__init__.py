"""Decision tables as OMG DMN writes them, in XML: read into rule files, and written from them."""
