"""Catalogues as others read them: a producer's own files, the market's feeds."""
