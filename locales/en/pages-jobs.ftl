# The pages of jobs.
