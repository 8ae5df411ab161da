{{ config(materialized='table', order_by='(product_id, valid_from)') }}

{{ history_versions(
    source('bronze', 'ecommerce_products_history'),
    'product_id',
    ['name', 'description', 'price', 'category_id'],
    latest=['stock_quantity']
) }}

select
    sipHash64('product', product_id, first_version) as product_key,
    product_id,
    {{ clean_text('name') }} as name,
    {{ clean_text('description') }} as description,
    price as price_amount,
    category_id,
    stock_quantity,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as product_key,
    toInt64(0) as product_id,
    'Unknown' as name,
    null as description,
    toDecimal64(0, 2) as price_amount,
    null as category_id,
    toInt32(0) as stock_quantity,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
