"""The smallest room, which the tests of what every room stands on are played in."""
