"""Letters leave the house: templates, the day's print, delivery, bulk letters."""
