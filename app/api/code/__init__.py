"""Calls written as code."""
