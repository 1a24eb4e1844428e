"""HTTP edge: parse, authorise, open the transaction, call one verb, shape the answer."""
