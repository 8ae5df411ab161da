{{ config(materialized='view') }}

-- Everything that a row of fact_order_detail is made of. An item has the day of its order, and the product and category
-- that were valid then; one whose order is not there yet has its own.
with items as (
    select
        items.order_item_id as order_item_id,
        items.product_id as product_id,
        cityHash64('item', items.order_item_id, items._version) as change,
        coalesce(orders.created_date, items.created_date) as date_key,
        coalesce(orders.created_time, items.created_time, toDateTime64(0, 6, 'UTC')) as moment
    from {{ ref('ecommerce_order_items') }} as items
    left join {{ ref('ecommerce_orders') }} as orders on items.order_id = orders.order_id
),

with_product as (
    select
        items.*,
        coalesce(products.product_key, 0) as product_key,
        coalesce(products.category_id, 0) as category_id
    from items
    asof left join {{ as_of(ref('dim_product'), 'product_id', ['product_key', 'category_id']) }} as products
        on items.product_id = products.product_id and items.moment >= products.known_from
)

select
    items.order_item_id as order_item_id,
    items.date_key as date_key,
    items.product_key as product_key,
    coalesce(categories.category_key, 0) as category_key,
    cityHash64(items.change, items.date_key, items.product_key, category_key) as fingerprint
from with_product as items
asof left join {{ as_of(ref('dim_category'), 'category_id', ['category_key']) }} as categories
    on items.category_id = categories.category_id and items.moment >= categories.known_from
settings join_use_nulls = 1
