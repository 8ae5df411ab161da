-- More clicks than impressions of a campaign in a day: an event came late, on the other day of midnight, or twice. Its CTR is 1.
{{ config(severity='warn') }}

select
    date_key,
    campaign_id,
    impressions,
    clicks
from {{ ref('int_campaign_performance') }}
where are_clicks_above_impressions
