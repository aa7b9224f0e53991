"""What people look at of a campaign: summary.json, tables, report.html."""
