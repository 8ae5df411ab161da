{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='date_key',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select date_key as day from ' ~ ref('daily_transaction_inputs'), 'date_key') }}"
) }}
{%- set days = none %}
{%- if is_incremental() %}
    {%- set days = changed_days(
        'select date_key as day, fingerprint from ' ~ ref('daily_transaction_inputs'),
        'select date_key as day, any(_inputs) as fingerprint from ' ~ this ~ ' group by date_key'
    ) %}
{%- endif %}

-- One row per order and category first: orders without items stay, and an order's payments and deliveries are one row each.
with lines as (
    select
        orders.date_key as date_key,
        orders.order_status as order_status,
        orders.payment_method as payment_method,
        coalesce(categories.name, 'Unknown') as category,
        orders.country as country,
        orders.city as city,
        orders.order_id as order_id,
        orders.user_id as user_id,
        coalesce(items.quantity, 0) as quantity,
        coalesce(items.total_amount, 0) as amount
    from {{ ref('fact_order') }} as orders
    left join {{ ref('fact_order_detail') }} as items
        on orders.order_id = items.order_id and orders.date_key = items.date_key
    left join {{ ref('dim_category') }} as categories
        on items.category_key = categories.category_key
    where {{ 'true' if days is none else in_days('orders.date_key', days) }}
)

select
    lines.date_key as date_key,
    lines.order_status as order_status,
    lines.payment_method as payment_method,
    lines.category as category,
    lines.country as country,
    lines.city as city,
    uniqExact(lines.order_id) as total_order,
    uniqExact(lines.user_id) as total_user,
    sum(lines.quantity) as items_sold,
    sumIf(lines.amount, lines.order_status = 'completed') as total_revenue,
    any(inputs.fingerprint) as _inputs
from lines
inner join {{ ref('daily_transaction_inputs') }} as inputs on lines.date_key = inputs.date_key
group by lines.date_key, lines.order_status, lines.payment_method, lines.category, lines.country, lines.city
