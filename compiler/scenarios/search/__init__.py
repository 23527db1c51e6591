"""Looking for example providers: facts under which a policy does what is asked."""
