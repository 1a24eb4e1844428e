"""`python -m bench`: every measurement there is."""

import argparse

from bench.product_list import measure

parser = argparse.ArgumentParser(prog="bench", description=__doc__)
parser.add_argument("--products", type=int, default=20_000, help="how many products the shelf holds")
parser.add_argument("--seconds", type=float, default=3.0, help="how long each question is asked")
arguments = parser.parse_args()
measure(products=arguments.products, seconds=arguments.seconds)
