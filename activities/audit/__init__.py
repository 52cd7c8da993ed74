"""The audit trail: who did what, when, on whose behalf, and what came of it.

A row is one INSERT in the transaction of the change or verdict that it tells of: where that is rolled back there is no row, where
it is committed there is one. Each row carries a MAC of its own content. Every few seconds the worker seals new rows into a chain:
a row gets its position and a link, the MAC of the link before it, its position, its name and its MAC; the last position and link
are kept as the head, under a MAC too. Requests never wait for the chain. All keys come from one random audit key, which is stored
sealed under the master key: `nextstep rekey` seals that one anew, and no audit row is ever rewritten.

What somebody cannot do who rules the database and has no master key, without `nextstep audit verify` saying so:

* change any column of a row, sealed or not; write a row of his own, at whatever time; read what requests said (`event_data`);
* remove a sealed row, swap two, or cut off the end of the chain;
* keep rows from being sealed: one that waits longer than a minute is a problem.

What he can do:

* remove a row in the seconds before it is sealed. Nothing tells of it but the gap between the change and its trail;
* bring the whole trail back to an earlier state, the head with it, from a copy that he took then. That is why the worker writes
  the head to its log each minute: kept where he does not rule, it is what `nextstep audit verify --head` holds the trail against;
* destroy the trail or the audit key. That shows, and nothing brings it back: keep backups and exports elsewhere;
* read the columns that are not sealed: ids of users, devices and operations, callers' addresses, times, actions, results.

Old rows may go into files of an archive (`activities.audit.archive`), and out of the database: the chain begins behind them then,
and its beginning stands under a MAC too. Files are signed: to verify them takes a public key alone, to make one the audit key.

Who has the master key and may write to the database can write any trail he likes. Give the processes' account INSERT and SELECT
on the table `audit` and UPDATE of its columns `position` and `link` only, so that it takes the database's owner to do harm;
DELETE too, where there is an archive.
"""
