"""Where parcels can be sent. The API has the last word: a country whose VAT it does not know is refused."""

DELIVERY_COUNTRIES = ("FR", "BE", "DE", "ES", "IT", "LU", "NL", "PT")
