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

-- Everything an event says, as one hash. Moments go in as microseconds: their text depends on the time zone.
-- STABLE and without settings of its own, so that PostgreSQL writes it into the query instead of calling it for
-- each event. Only functions with a fixed search path use it.
CREATE OR REPLACE FUNCTION kernel.event_hash(e public.ledger_event) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        e.id, e.epoch, e.xid, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.verb, e.register,
        e.reference, e.person_id, e.service_id, e.reason, e.detail)::text, 'UTF8'))
$$;

-- What stands in a range of transactions: how many events, their hash, and between which moments.
CREATE OR REPLACE FUNCTION kernel.batch(in_epoch bigint, from_xid bigint, to_xid bigint, OUT n bigint,
                                        OUT digest bytea, OUT earliest timestamptz, OUT latest timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    -- An event without a moment counts as the earliest of all.
    SELECT count(*), sha256(coalesce(string_agg(kernel.event_hash(e), ''::bytea ORDER BY e.xid, e.id), '')),
           min(coalesce(e.at, '-infinity')), max(e.at)
      FROM public.ledger_event e
     WHERE e.epoch = in_epoch AND e.xid >= from_xid AND e.xid < to_xid
$$;

CREATE OR REPLACE FUNCTION kernel.seal_hash(previous bytea, s public.ledger_seal) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(coalesce(previous, '') || convert_to(jsonb_build_array(s.number, s.epoch, s.low, s.high, s.count,
        (extract(epoch FROM s.sealed_at) * 1000000)::bigint)::text, 'UTF8') || s.digest)
$$;

-- Seals what is older than every open transaction: a row that commits late can not slip into a closed batch.
-- A quiet hour gets an empty batch, so that a back-dated row always has a seal close by to be measured against.
-- Returns the number of the new batch, or null when there was nothing to seal.
CREATE OR REPLACE FUNCTION kernel.seal() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last public.ledger_seal;
    next public.ledger_seal;
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
    SELECT b.n, b.digest INTO next.count, next.digest FROM kernel.batch(next.epoch, next.low, next.high) b;
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

-- Every batch that does not hold, in words. Rows outside the batches are looked at too.
CREATE OR REPLACE FUNCTION kernel.faults() RETURNS TABLE (seal_number bigint, fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH chain AS (
        SELECT s AS row, s.*, lag(s.hash) OVER w AS before_hash, lag(s.high) OVER w AS before_high,
               lag(s.epoch) OVER w AS before_epoch, lag(s.number) OVER w AS before_number,
               lag(s.sealed_at) OVER w AS before_sealed_at
          FROM public.ledger_seal s WINDOW w AS (ORDER BY s.number)
    ), batch AS (SELECT chain.*, found.n, found.digest AS found_digest, found.earliest, found.latest
                   FROM chain, kernel.batch(chain.epoch, chain.low, chain.high) found
    ), head AS (SELECT * FROM public.ledger_seal ORDER BY number DESC LIMIT 1
    ), loose AS (
        SELECT e.id, e.at, e.epoch IN (head.epoch, kernel.epoch()) AND e.xid >= 0 AS waits, head.sealed_at
          FROM public.ledger_event e, head
         WHERE CASE WHEN e.epoch = head.epoch THEN e.xid >= head.high OR e.xid < 0
                    ELSE NOT EXISTS (SELECT FROM public.ledger_seal s
                                      WHERE s.epoch = e.epoch AND e.xid >= s.low AND e.xid < s.high) END
    )
    SELECT number, 'a batch before it is missing' FROM chain WHERE number <> coalesce(before_number, 0) + 1
    UNION ALL
    SELECT number, 'it does not begin where the batch before it ended' FROM chain
     WHERE low <> CASE WHEN epoch = before_epoch THEN before_high ELSE 0 END
    UNION ALL
    SELECT number, 'its own entry was changed' FROM chain WHERE hash <> kernel.seal_hash(before_hash, row)
    UNION ALL
    SELECT number, 'an event in it was changed, removed or inserted'
      FROM batch WHERE found_digest <> digest OR n <> count
    UNION ALL
    SELECT number, 'an event in it bears a moment outside the time it was sealed in' FROM batch
     WHERE latest > sealed_at OR earliest < coalesce(before_sealed_at - kernel.tolerance(), '-infinity')
        OR earliest = '-infinity'
    UNION ALL
    SELECT NULL, 'event ' || id || ' is not sealed and is older than the last seal'
      FROM loose WHERE waits AND (at >= sealed_at - kernel.tolerance()) IS NOT TRUE
    UNION ALL
    SELECT NULL, 'event ' || id || ' stands outside every batch' FROM loose WHERE NOT waits
    ORDER BY 1 NULLS LAST
$$;
