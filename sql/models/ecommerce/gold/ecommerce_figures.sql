{{ config(materialized='view') }}

-- The figures of reconciliation/ecommerce/postgres.sql as gold has them.
select
    tupleElement(figure_value, 1) as figure,
    day,
    tupleElement(figure_value, 2) as value
from (
    select
        date_key as day,
        arrayJoin([
            ('orders', toDecimal128(count(), 2)),
            ('unpaid_orders', toDecimal128(countIf(payment_status != 'completed'), 2))
        ]) as figure_value
    from {{ ref('fact_order') }}
    group by day

    union all

    select
        date_key as day,
        arrayJoin([
            ('revenue', toDecimal128(sum(total_revenue), 2)),
            ('items', toDecimal128(sum(items_sold), 2))
        ]) as figure_value
    from {{ ref('daily_transaction') }}
    group by day

    union all

    select
        date_key as day,
        arrayJoin([
            ('active_users', toDecimal128(active_user, 2)),
            ('new_users', toDecimal128(new_user, 2)),
            ('new_buyers', toDecimal128(new_buyer, 2))
        ]) as figure_value
    from {{ ref('daily_user') }}
)
where value != 0
