"""What an organisation says of itself: its kind, its members, its values; and who agreed that the public sees it."""
