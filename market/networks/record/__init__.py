"""What stewards put on record of their organisation, for everybody to read: public money, stages, actions, commitments.

Nothing is rewritten. What was wrong is taken back and stays readable, and the right thing is recorded anew.
"""
