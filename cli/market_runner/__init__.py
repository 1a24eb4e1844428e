"""`solifair run`: a whole market on this machine, from nothing, with one command."""
