"""Who gets which place when demand exceeds supply: by need, by day of request, lots inside one day; replayable by anyone."""
