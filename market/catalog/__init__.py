"""Products, variants, prices and stock: what is for sale, found and shown, brought in and taken out."""
