# The pages of the site's settings.
