"""What a price is made of: fees, tax, premium, minimum price, shipping."""
