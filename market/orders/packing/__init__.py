"""What goes with a parcel on paper: the packing slip in it, the label on it."""
