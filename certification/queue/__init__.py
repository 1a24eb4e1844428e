"""What a federation has to look at, by age and by what runs out."""
