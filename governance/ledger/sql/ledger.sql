-- The ledger: rows are stamped by the database, never changed, and sealed in batches.

CREATE OR REPLACE FUNCTION kernel.epoch() RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT system_identifier FROM pg_control_system() $$;

CREATE OR REPLACE FUNCTION kernel.stamp_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.epoch    := kernel.epoch();
    NEW.xid      := pg_current_xact_id()::text::bigint;
    NEW.at       := clock_timestamp();
    NEW.actor_id := nullif(current_setting('app.actor', true), '')::bigint;
    IF NEW.actor_id IS NULL AND session_user <> current_user THEN
        RAISE EXCEPTION 'an event by nobody: set app.actor first';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION kernel.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER stamp BEFORE INSERT ON public.ledger_event
    FOR EACH ROW EXECUTE FUNCTION kernel.stamp_event();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON public.ledger_seal
    FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse();

-- What did the work of `faults`, `unsealed` and `contents` in the first release.
DROP FUNCTION IF EXISTS kernel.faults();
DROP FUNCTION IF EXISTS kernel.batch(bigint, bigint, bigint);

-- Functions without settings of their own that are STABLE: PostgreSQL writes them into the query instead of calling
-- them for each event or each batch. Only functions with a fixed search path use them.

-- Everything an event says, as one hash. Moments go in as microseconds: their text depends on the time zone. json
-- and not jsonb: the text is the same, and by way of jsonb it took a third of the whole time.
CREATE OR REPLACE FUNCTION kernel.event_hash(e public.ledger_event) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(json_build_array(
        e.id, e.epoch, e.xid, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.verb, e.register,
        e.reference, e.person_id, e.service_id, e.reason, e.detail)::text, 'UTF8'))
$$;

-- What stands in a range of transactions: how many events, their hash, and between which moments. One row always.
-- A table of one row, because only a function that gives a table is written into the query.
CREATE OR REPLACE FUNCTION kernel.contents(in_epoch bigint, from_xid bigint, to_xid bigint)
RETURNS TABLE (n bigint, digest bytea, earliest timestamptz, latest timestamptz)
LANGUAGE sql STABLE AS $$
    -- An event without a moment counts as the earliest of all.
    SELECT count(*), sha256(coalesce(string_agg(kernel.event_hash(e), ''::bytea ORDER BY e.xid, e.id), '')),
           min(coalesce(e.at, '-infinity')), max(e.at)
      FROM public.ledger_event e
     WHERE e.epoch = in_epoch AND e.xid >= from_xid AND e.xid < to_xid
$$;

CREATE OR REPLACE FUNCTION kernel.seal_hash(previous bytea, s public.ledger_seal) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(previous, '') || convert_to(json_build_array(s.number, s.epoch, s.low, s.high, s.count,
        (extract(epoch FROM s.sealed_at) * 1000000)::bigint)::text, 'UTF8') || s.digest)
$$;

-- A batch with so many events is full, and ends with the transaction that filled it. One statement hashes a batch, and
-- after a long time without sealing it would take longer than a statement of the application may.
CREATE OR REPLACE FUNCTION kernel.largest_batch() RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT 1000000::bigint $$;

-- Seals what is older than every open transaction: a row that commits late can not slip into a closed batch.
-- A quiet hour gets an empty batch, so that a back-dated row always has a seal close by to be measured against.
-- Returns the number of the new batch, or null when there was nothing to seal.
CREATE OR REPLACE FUNCTION kernel.seal() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last public.ledger_seal;
    next public.ledger_seal;
    full_at bigint;
    latest timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('kernel.seal'));
    next.high := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    -- Read right after the horizon, before the hashing takes its time: a row must not be older than its seal.
    next.sealed_at := clock_timestamp();
    SELECT * INTO last FROM public.ledger_seal ORDER BY number DESC LIMIT 1;
    next.number := coalesce(last.number, 0) + 1;
    next.epoch := kernel.epoch();
    -- A restored database starts to count again. First what the old one had not sealed is closed, then the new
    -- epoch begins at nought.
    IF last.epoch <> next.epoch AND EXISTS (
        SELECT FROM public.ledger_event e WHERE e.epoch = last.epoch AND e.xid >= last.high)
    THEN
        next.epoch := last.epoch;
        SELECT max(e.xid) + 1 INTO next.high FROM public.ledger_event e WHERE e.epoch = last.epoch;
    END IF;
    next.low := CASE WHEN last.epoch = next.epoch THEN last.high ELSE 0 END;
    IF next.high <= next.low THEN
        RETURN NULL;
    END IF;
    SELECT e.xid + 1 INTO full_at
      FROM public.ledger_event e
     WHERE e.epoch = next.epoch AND e.xid >= next.low AND e.xid < next.high
     ORDER BY e.xid, e.id OFFSET kernel.largest_batch() - 1 LIMIT 1;
    next.high := least(next.high, full_at);
    SELECT c.n, c.digest, c.latest INTO next.count, next.digest, latest
      FROM kernel.contents(next.epoch, next.low, next.high) c;
    -- What did not fit has been waiting, too, and must not look dated back in the next batch.
    IF full_at IS NOT NULL THEN
        next.sealed_at := least(next.sealed_at, latest);
    END IF;
    IF next.count = 0 AND last.epoch = next.epoch AND last.sealed_at > next.sealed_at - interval '1 hour' THEN
        RETURN NULL;
    END IF;
    next.hash := kernel.seal_hash(last.hash, next);
    INSERT INTO public.ledger_seal SELECT (next).*;
    RETURN next.number;
END $$;

-- How much older than its seal an event may be. A transaction of the application lives a minute at most, where
-- PostgreSQL can end it (17). Before, only each of its statements does, and ten minutes are more than any needs.
-- Like event_hash, written into the query.
CREATE OR REPLACE FUNCTION kernel.tolerance() RETURNS interval
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN current_setting('server_version_num')::int >= 170000 THEN interval '1 minute'
                ELSE interval '10 minutes' END
$$;

-- Every batch from number `first` to `last` that does not hold, in words. The batch before `first` is only looked at
-- for where it ended: a whole ledger is verified in many short statements, and no border between two is left out.
CREATE OR REPLACE FUNCTION kernel.faults(first bigint, last bigint) RETURNS TABLE (seal_number bigint, fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH chain AS (
        SELECT s AS row, s.*, lag(s.hash) OVER w AS before_hash, lag(s.high) OVER w AS before_high,
               lag(s.epoch) OVER w AS before_epoch, lag(s.number) OVER w AS before_number,
               lag(s.sealed_at) OVER w AS before_sealed_at
          FROM public.ledger_seal s
         WHERE s.number <= last AND s.number >= coalesce(
               (SELECT max(b.number) FROM public.ledger_seal b WHERE b.number < first), first)
        WINDOW w AS (ORDER BY s.number)
    ), judged AS (
        SELECT s.number, array_remove(ARRAY[
            CASE WHEN s.number <> coalesce(s.before_number, 0) + 1
                 THEN 'a batch before it is missing' END,
            CASE WHEN s.low IS DISTINCT FROM CASE WHEN s.epoch = s.before_epoch THEN s.before_high ELSE 0 END
                 THEN 'it does not begin where the batch before it ended' END,
            CASE WHEN s.hash IS DISTINCT FROM kernel.seal_hash(s.before_hash, s.row)
                 THEN 'its own entry was changed' END,
            CASE WHEN found.digest IS DISTINCT FROM s.digest OR found.n IS DISTINCT FROM s.count
                 THEN 'an event in it was changed, removed or inserted' END,
            CASE WHEN found.latest > s.sealed_at OR found.earliest = '-infinity'
                   OR found.earliest < coalesce(s.before_sealed_at - kernel.tolerance(), '-infinity')
                 THEN 'an event in it bears a moment outside the time it was sealed in' END], NULL) AS faults
          FROM chain s, kernel.contents(s.epoch, s.low, s.high) found
         WHERE s.number >= first
    )
    SELECT number, unnest(faults) FROM judged WHERE faults <> '{}' ORDER BY number
$$;

-- Every event outside the batches up to number `last`, with what is wrong with it: nothing, if it waits for its seal.
-- By epoch and transaction, as their index sorts them, these events stand in the gaps before, between and after
-- what each epoch has sealed. So only they are read, however many the batches hold.
CREATE OR REPLACE FUNCTION kernel.unsealed(last bigint) RETURNS TABLE (id bigint, fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH sealed AS (
        SELECT s.epoch, min(s.low) - 1 AS before, max(s.high) AS after
          FROM public.ledger_seal s WHERE s.number <= last GROUP BY s.epoch
        UNION ALL
        -- The largest number there is: the gap before it is the last one.
        SELECT 9223372036854775807, 9223372036854775807, NULL
    ), gap AS (
        SELECT lag(epoch, 1, -9223372036854775808) OVER w AS from_epoch,
               lag(after, 1, -9223372036854775808) OVER w AS from_xid, epoch AS to_epoch, before AS to_xid
          FROM sealed WINDOW w AS (ORDER BY epoch, after)
    ), loose AS (
        SELECT e.id, e.epoch, e.xid, e.at
          FROM gap g
          JOIN public.ledger_event e ON (e.epoch, e.xid) >= (g.from_epoch, g.from_xid)
                                    AND (e.epoch, e.xid) <= (g.to_epoch, g.to_xid)
        UNION ALL
        -- No range holds what has no place in the order.
        SELECT e.id, e.epoch, e.xid, e.at
          FROM sealed s JOIN public.ledger_event e ON e.epoch = s.epoch AND e.xid IS NULL
        UNION ALL
        SELECT e.id, e.epoch, e.xid, e.at FROM public.ledger_event e WHERE e.epoch IS NULL
    )
    SELECT e.id, CASE
             WHEN head.number IS NULL THEN NULL
             WHEN (e.xid >= 0 AND e.epoch IN (head.epoch, (SELECT kernel.epoch()))) IS NOT TRUE
             THEN 'event ' || e.id || ' stands outside every batch'
             WHEN (e.at >= head.sealed_at - kernel.tolerance()) IS NOT TRUE
             THEN 'event ' || e.id || ' is not sealed and is older than the last seal'
           END
      FROM loose e LEFT JOIN public.ledger_seal head ON head.number = last
     ORDER BY e.id
$$;
