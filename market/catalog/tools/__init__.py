"""What producers have at hand beside their products: a price before it is set, watched stock, sheets of both."""
