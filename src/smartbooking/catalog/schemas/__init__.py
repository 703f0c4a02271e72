"""Wire shapes of the catalog, by who reads them."""
