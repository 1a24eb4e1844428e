"""A statement in each form that it is handed out in. Each writer takes records as they come and keeps none of them."""
