"""What people read about certificates: the public proof, the producer's list, the federation's review."""
