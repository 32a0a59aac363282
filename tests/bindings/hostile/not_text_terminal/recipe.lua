[2J]0;owned = 1
