"""The numbers of each widget: the student's functions called, slopes measured on them, tables looked up.

Nothing here knows a right answer; nothing here draws.
"""
