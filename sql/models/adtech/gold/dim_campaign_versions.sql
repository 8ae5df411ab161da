{{ config(materialized='table', order_by='(campaign_id, valid_from)') }}

{{ history_versions(
    source('bronze', 'adtech_campaign_history'),
    'id',
    ['name', 'bid', 'budget', 'start_date', 'end_date', 'advertiser_id'],
    soft_delete=none
) }}

select
    sipHash64('campaign', id, first_version) as campaign_key,
    id as campaign_id,
    {{ clean_text('name') }} as name,
    bid as bid_amount,
    budget as budget_amount,
    start_date,
    end_date,
    advertiser_id,
    created_at as created_time,
    valid_from,
    valid_to,
    is_current,
    version_number
from versions

union all

select
    toUInt64(0) as campaign_key,
    toInt32(0) as campaign_id,
    'Unknown' as name,
    toDecimal64(0, 2) as bid_amount,
    toDecimal64(0, 2) as budget_amount,
    null as start_date,
    null as end_date,
    null as advertiser_id,
    null as created_time,
    {{ beginning_of_time() }} as valid_from,
    {{ end_of_time() }} as valid_to,
    true as is_current,
    toUInt64(0) as version_number
