"""The reports room: one ``Report`` value drawn as a web page, a workbook, CSV and JSON.

Start reading at ``reports.formats``: its ``FORMATS`` is the table of contents.
"""
