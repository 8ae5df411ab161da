{#-
    Rows of fact_impressions or fact_clicks as they have to be, with a fingerprint of everything they are made of: when it
    changes, the event's day is built again. An event has the campaign and advertiser of its moment, and never more than one of each: a
    campaign that changed has several versions.
-#}
{% macro event_inputs(events, key) -%}
with events as (
    select
        {{ key }},
        created_date as date_key,
        coalesce(campaign_id, 0) as campaign_id,
        created_time,
        coalesce(created_time, toDateTime64(0, 6, 'UTC')) as moment,
        cityHash64('{{ key }}', {{ key }}, _version) as change
    from {{ events }}
),

with_campaign as (
    select
        events.*,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        coalesce(campaigns.advertiser_id, 0) as advertiser_id,
        coalesce(campaigns.bid_amount, 0) as bid_amount
    from events
    asof left join {{ as_of(ref('dim_campaign_versions'), 'campaign_id', ['campaign_key', 'advertiser_id', 'bid_amount']) }} as campaigns
        on events.campaign_id = campaigns.campaign_id and events.moment >= campaigns.known_from
)

select
    events.{{ key }} as {{ key }},
    events.date_key as date_key,
    events.campaign_id as campaign_id,
    events.campaign_key as campaign_key,
    coalesce(advertisers.advertiser_key, 0) as advertiser_key,
    events.created_time as event_time,
    events.bid_amount as bid_amount,
    cityHash64(events.change, events.date_key, events.campaign_key, advertiser_key) as fingerprint
from with_campaign as events
asof left join {{ as_of(ref('dim_advertiser'), 'advertiser_id', ['advertiser_key']) }} as advertisers
    on events.advertiser_id = advertisers.advertiser_id and events.moment >= advertisers.known_from
settings join_use_nulls = 1
{%- endmacro %}

{#- 'unknown' stands first: it is what an outer join without join_use_nulls gives a row without a partner. -#}
{% macro event_type(name) -%}
    cast('{{ name }}' as Enum8('unknown' = 0, 'impression' = 1, 'click' = 2))
{%- endmacro %}
