-- Databases of the lakehouse. Run by an administrator at every start, changes nothing when they exist.
CREATE DATABASE IF NOT EXISTS hot COMMENT 'Latest state of every replicated row, written by the streaming job';
CREATE DATABASE IF NOT EXISTS cold COMMENT 'Archived partitions of hot, on the object store';
CREATE DATABASE IF NOT EXISTS bronze COMMENT 'Live rows of hot and cold together';
CREATE DATABASE IF NOT EXISTS silver COMMENT 'One clean row per live key';
CREATE DATABASE IF NOT EXISTS gold COMMENT 'Dimensions, facts and aggregates';
CREATE DATABASE IF NOT EXISTS ops COMMENT 'Logs of the pipeline: archive runs and audits';
