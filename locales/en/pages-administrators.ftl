# The pages of log-in, administrators, API tokens and the audit.
