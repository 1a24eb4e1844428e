"""Tables of rules out of files: minimum prices, conversion factors, exchange rates, fees, taxes. What cannot be read is
reported, never guessed; the same file twice changes nothing."""
