"""One sentence that tells a producer when money comes, by which road, and why not yet."""
