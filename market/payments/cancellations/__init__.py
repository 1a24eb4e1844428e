"""An order, or one producer's parcel of it, is called off before it has left."""
