"""From the model to the intermediate representation for one decision date. Sugar ends here."""
