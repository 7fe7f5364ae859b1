"""Every figure of the course: base.py has what all share, then one file a lesson."""
