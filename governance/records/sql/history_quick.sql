    -- The columns as they were when this was written. If one was added since, on either side, it goes the slow way
    -- below: a column that is not there gives no answer, yes or no, about who may read it.
    IF has_column_privilege(TG_RELID, {next_column}::int2, 'SELECT') IS NULL
       AND has_column_privilege(history, {next_history_column}::int2, 'SELECT') IS NULL
    THEN
        INSERT INTO public.{name} ({columns}, history_date, history_type, history_user_id, history_change_reason)
        SELECT {changed_columns}, clock_timestamp(), said.kind, said.actor, said.reason FROM changed;
        RETURN NULL;
    END IF;
