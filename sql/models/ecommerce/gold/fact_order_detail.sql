{{ config(
    materialized='incremental',
    incremental_strategy='insert_overwrite',
    partition_by='date_key',
    order_by='(order_id, order_item_id)',
    on_schema_change='fail',
    pre_hook="{{ drop_vanished_days('select date_key as day from ' ~ ref('fact_order_detail_inputs'), 'date_key') }}"
) }}
{%- set days = changed_days_of(ref('fact_order_detail_inputs')) %}

select
    items.order_item_id as order_item_id,
    items.order_id as order_id,
    inputs.date_key as date_key,
    inputs.product_key as product_key,
    inputs.category_key as category_key,
    items.quantity as quantity,
    items.price_amount as price_amount,
    toDecimal128(items.price_amount, 2) * items.quantity as total_amount,
    inputs.fingerprint as _inputs
from {{ ref('ecommerce_order_items') }} as items
inner join {{ ref('fact_order_detail_inputs') }} as inputs on items.order_item_id = inputs.order_item_id
where {{ 'true' if days is none else in_days('inputs.date_key', days) }}
