-- The two roles, the database and its extension. Run by psql as a superuser, as often as you like:
--
--     SHAREWELL_OWNER_PASSWORD=… SHAREWELL_APP_PASSWORD=… psql -f roles.sql postgres
--
-- sharewell_owner owns the tables and runs migrations. sharewell_app is what web, worker and beat log in as:
-- it may do only what the migrations grant it, table by table.

\set ON_ERROR_STOP on
\getenv owner_password SHAREWELL_OWNER_PASSWORD
\getenv app_password SHAREWELL_APP_PASSWORD
\if :{?owner_password}
\else
    DO $$ BEGIN RAISE 'Set SHAREWELL_OWNER_PASSWORD.'; END $$;
\endif
\if :{?app_password}
\else
    DO $$ BEGIN RAISE 'Set SHAREWELL_APP_PASSWORD.'; END $$;
\endif

SET password_encryption = 'scram-sha-256';
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY['sharewell_owner', 'sharewell_app']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- CREATEDB is for the test databases.
ALTER ROLE sharewell_owner LOGIN NOSUPERUSER NOCREATEROLE CREATEDB NOREPLICATION NOBYPASSRLS
    PASSWORD :'owner_password';
ALTER ROLE sharewell_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS
    PASSWORD :'app_password';

-- A write that stays open holds up the sealing of the ledger. PostgreSQL 17 is the first that can end it; before,
-- each statement and each pause between two has its limit.
SELECT current_setting('server_version_num')::int >= 170000 AS can_end_long_transactions \gset
\if :can_end_long_transactions
    ALTER ROLE sharewell_app SET transaction_timeout = '60s';
\else
    ALTER ROLE sharewell_app SET statement_timeout = '60s';
    ALTER ROLE sharewell_app SET idle_in_transaction_session_timeout = '60s';
\endif

-- Pages ask short questions, many at once, of data that is in memory or on a disk without moving parts. Plans that
-- start parallel workers or compile themselves first, or that read a whole table to spare a disk its jumps, took up
-- to thirty times as long (docs/performance.md).
ALTER ROLE sharewell_app SET max_parallel_workers_per_gather = 0;
ALTER ROLE sharewell_app SET jit = off;
ALTER ROLE sharewell_app SET random_page_cost = 1.1;
-- What is prepared is planned once. Left to choose, PostgreSQL planned the facts of "may we share?" anew each time
-- where there were a million people, which took four times as long as asking (decision 0030).
ALTER ROLE sharewell_app SET plan_cache_mode = force_generic_plan;

-- New databases, those of the tests too, begin as copies of template1.
\connect template1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

SELECT 'CREATE DATABASE sharewell OWNER sharewell_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sharewell') \gexec
REVOKE ALL ON DATABASE sharewell FROM PUBLIC;
GRANT CONNECT ON DATABASE sharewell TO sharewell_app;

\connect sharewell
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO sharewell_owner;
GRANT USAGE ON SCHEMA public TO sharewell_app;
