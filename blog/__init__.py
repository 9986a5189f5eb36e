"""Broadsheet, a server-rendered blog for news."""
