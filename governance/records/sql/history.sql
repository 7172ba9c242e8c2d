-- The function that writes one table's history into django-simple-history's own table of it, under whose name it
-- goes. `records.protection` fills in what is in braces. Called by statement triggers with transition tables: no
-- way of writing escapes them, and a bulk write costs one pass.
CREATE OR REPLACE FUNCTION kernel.{name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
<<said>>
DECLARE
    history regclass := {history}::regclass;
    kind    text     := CASE TG_OP WHEN 'INSERT' THEN '+' WHEN 'UPDATE' THEN '~' ELSE '-' END;
    actor   bigint   := nullif(current_setting('app.actor', true), '')::bigint;
    reason  text     := nullif(current_setting('app.reason', true), '');
    columns text;
BEGIN
    -- current_user is the function's owner here; migrations are allowed to act as nobody.
    IF actor IS NULL AND session_user <> current_user THEN
        RAISE EXCEPTION 'a change by nobody: set app.actor before writing to %', TG_TABLE_NAME;
    END IF;
{quick}
    SELECT string_agg(quote_ident(ours.attname), ', ') INTO columns
      FROM pg_attribute ours JOIN pg_attribute theirs USING (attname)
     WHERE ours.attrelid = TG_RELID AND theirs.attrelid = history
       AND ours.attnum > 0 AND NOT ours.attisdropped AND NOT theirs.attisdropped;
    -- clock_timestamp, because two saves in one transaction are two moments.
    EXECUTE format(
        'INSERT INTO %s (%s, history_date, history_type, history_user_id, history_change_reason)'
        ' SELECT %2$s, clock_timestamp(), $1, $2, $3 FROM changed', history, columns)
    USING kind, actor, reason;
    RETURN NULL;
END $function$;
REVOKE EXECUTE ON FUNCTION kernel.{name}() FROM PUBLIC;
