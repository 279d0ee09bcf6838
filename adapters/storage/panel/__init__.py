"""
What the panel's pages show: functions over a read-only connection that give frozen values.

Nothing here writes.  Every list has a limit and is read along an index, so a page takes the same
time in a big database.  Who may not see personal data (`sees_personal=False`) does not get it:
documents, phones, e-mails and addresses are None in the answer, and nothing is found by them.
What people wrote is masked for them by `masking.without_contacts`, which whoever asks applies.
Times are aware UTC, money is integer centavos, days are local to the business.
"""
