{#-
    When orders were completed: the commit of the change after which the status has been 'completed' ever since. Of an
    order that is completed in its first known row (a first copy of the source) only updated_at is left to tell.
-#}
{% macro completion_times(history, orders) -%}
    select
        order_id,
        argMax(completed_at, _version) as completed_time
    from (
        select
            order_id,
            _version,
            order_status = 'completed' and _is_deleted = 0 as is_completed,
            lagInFrame(toNullable(is_completed), 1) over changes as was_completed,
            if(was_completed is null, least(coalesce(updated_at, _committed_at), _committed_at), _committed_at) as completed_at
        from {{ history }}
        where order_id in (select {{ orders }}.order_id from {{ orders }})
        window changes as (partition by order_id order by _version rows between unbounded preceding and current row)
    )
    where is_completed and not coalesce(was_completed, false)
    group by order_id
{%- endmacro %}
