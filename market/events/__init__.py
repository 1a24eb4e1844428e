"""What an event of Stripe's means to us. An event is a hint: what counts is the object as Stripe has it now."""
