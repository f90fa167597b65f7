# The pages of devices.
