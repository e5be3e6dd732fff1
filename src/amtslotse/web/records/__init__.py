"""What goes when: retention, legal holds, hand-over folders, and what another system hands to us."""
