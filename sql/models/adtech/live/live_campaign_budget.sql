-- All impressions until now, not those of gold's last run.
with shown as (
    select
        campaign_id,
        count() as all_impressions,
        countIf({{ is_today('created_at') }}) as impressions_today
    from {{ source('bronze', 'adtech_impressions') }}
    group by campaign_id
)

select
    campaigns.id as campaign_id,
    campaigns.name as campaign_name,
    toBool({{ is_running('campaigns.start_date', 'campaigns.end_date') }}) as is_active,
    campaigns.budget as budget_amount,
    {{ spend('campaigns.bid', 'coalesce(shown.impressions_today, 0)') }} as spend_today_amount,
    {{ spend('campaigns.bid', 'coalesce(shown.all_impressions, 0)') }} as spend_amount,
    campaigns.budget - spend_amount as remaining_budget_amount,
    {{ budget_used_percent('spend_amount', 'campaigns.budget') }} as budget_used_percent
from {{ source('bronze', 'adtech_campaign') }} as campaigns
left join shown on campaigns.id = shown.campaign_id
order by budget_used_percent desc nulls last, campaign_id
settings join_use_nulls = 1
