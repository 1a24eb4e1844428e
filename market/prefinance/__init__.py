"""Money of a fund ahead of a harvest: asked for, granted by two people, repaid out of what is earned."""
