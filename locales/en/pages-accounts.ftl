# The pages of accounts: providers, sign-in, slots.
