{{ config(materialized='view') }}

-- The figures of reconciliation/visits/postgres.sql as gold has them.
select
    tupleElement(figure_value, 1) as figure,
    day,
    tupleElement(figure_value, 2) as value
from (
    select
        date_key as day,
        arrayJoin([
            ('visits', toDecimal128(visits, 2)),
            ('customers', toDecimal128(customers, 2)),
            ('points', toDecimal128(points, 2)),
            ('receipts', toDecimal128(receipts, 2)),
            ('receipt_amount', toDecimal128(receipt_amount, 2))
        ]) as figure_value
    from {{ ref('daily_visits') }}

    union all

    {% for kind, many in [('store', 'stores'), ('branch', 'branches'), ('cashier', 'cashiers')] %}
        select
            date_key as day,
            arrayJoin([
                ('{{ many }}_with_visits', toDecimal128(count(), 2)),
                ('most_receipts_of_{{ many }}', toDecimal128(max(receipt_amount), 2))
            ]) as figure_value
        from {{ ref('daily_' ~ kind ~ '_visits') }}
        group by day

        union all

    {% endfor %}
    select
        date_key as day,
        arrayJoin([
            ('fraud_visits', toDecimal128(sum(fraud_visits), 2)),
            ('fraud_receipt_amount', toDecimal128(sum(fraud_receipt_amount), 2)),
            ('fraud_per_million', toDecimal128(round(sum(fraud_visits) / (sum(visits) + sum(fraud_visits)) * 1000000), 2))
        ]) as figure_value
    from {{ ref('daily_fraud_share') }}
    group by day

    union all

    select
        date_key as day,
        arrayJoin([
            ('new_customers', toDecimal128(new_customers, 2)),
            ('repeat_customers', toDecimal128(repeat_customers, 2))
        ]) as figure_value
    from {{ ref('daily_repeat_customers') }}

    union all

    select
        expires_date as day,
        ('points_expiring', toDecimal128(sum(points), 2)) as figure_value
    from {{ ref('points_expiring') }}
    group by day
)
where value != 0
