"""Layouts, components, form fields, charts: what every page is made of."""
