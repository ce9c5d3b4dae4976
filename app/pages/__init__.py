"""The pages: each route renders a template and computes nothing."""
