"""What a run leaves behind: flat, frozen rows whose fields are the columns of the files.

`rows` defines them, `csv_table` and `event_table` write and read them, `run_folder` puts a whole run in
place at once.
"""
