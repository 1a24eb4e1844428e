"""The counting itself: an election and a method in, a result out. Pure."""
