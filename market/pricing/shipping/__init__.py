"""How a parcel may travel, and what each way costs."""
