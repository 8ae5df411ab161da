-- What the dashboard shows of ad-tech now: gold's live views, and nothing until dbt has made those. Grafana and Superset
-- read the same. Run by an administrator at every start, changes nothing when they exist.

CREATE TABLE IF NOT EXISTS ops.dashboard_campaign_ctr
(
    campaign_id Nullable(Int64),
    campaign_name Nullable(String),
    impressions UInt64,
    clicks UInt64,
    ctr Float64
)
ENGINE = Merge('gold', '^live_campaign_ctr$')
COMMENT 'Impressions and clicks of today by campaign';

CREATE TABLE IF NOT EXISTS ops.dashboard_campaign_budget
(
    campaign_id Int64,
    campaign_name Nullable(String),
    is_active Bool,
    budget_amount Nullable(Decimal(38, 2)),
    spend_today_amount Nullable(Decimal(38, 2)),
    spend_amount Nullable(Decimal(38, 2)),
    remaining_budget_amount Nullable(Decimal(38, 2)),
    budget_used_percent Nullable(Float64)
)
ENGINE = Merge('gold', '^live_campaign_budget$')
COMMENT 'What campaigns have spent until now, against their budgets';

CREATE OR REPLACE VIEW ops.dashboard_campaign_total AS
SELECT
    sum(impressions) AS all_impressions,
    sum(clicks) AS all_clicks,
    multiIf(all_clicks = 0, 0., all_clicks >= all_impressions, 1., all_clicks / all_impressions) AS ctr
FROM ops.dashboard_campaign_ctr;

-- A chart has room for some twenty campaigns: those that most people saw, and those that run and spent most.
CREATE OR REPLACE VIEW ops.dashboard_campaign_most_seen AS
SELECT campaign_id, campaign_name, impressions, clicks, ctr
FROM ops.dashboard_campaign_ctr
ORDER BY impressions DESC, campaign_id
LIMIT 20;

CREATE OR REPLACE VIEW ops.dashboard_campaign_most_spent AS
SELECT campaign_id, campaign_name, spend_amount, budget_amount
FROM ops.dashboard_campaign_budget
WHERE is_active
ORDER BY spend_amount DESC, campaign_id
LIMIT 20;
