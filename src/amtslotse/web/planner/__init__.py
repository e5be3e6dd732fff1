"""The head of office plans: hours, counters, shares, what is free in ten weeks, closing a counter."""
