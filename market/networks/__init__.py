"""What networks are together: who belonged when, what members buy from each other, and what they put on record.

Who joins whom is decided in `certification.networks`, because mandates hang on it. Here it is only read.
"""
