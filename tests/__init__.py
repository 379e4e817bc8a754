"""The tests; they mirror the rooms of the house, and what concerns all of it stands at the top."""
