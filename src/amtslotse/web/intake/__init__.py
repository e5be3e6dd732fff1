"""Clearing takes in what does not come by the portal: paper, mail, counter, the online service of the Land."""
