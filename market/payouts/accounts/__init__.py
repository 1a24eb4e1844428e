"""How an organisation is paid: by Stripe where it reaches, else by a bank; decided by country before anybody asks."""
