{#- Silver tables have the name of their bronze table, and keep its _version: one fingerprint per key and version. -#}
{% macro bronze_of_this() -%}
    {{ api.Relation.create(schema='bronze', identifier=this.identifier) }}
{%- endmacro %}

{#- The WHERE of a silver model: rows of the days that changed. Written so that bronze reads only these partitions. -#}
{% macro where_day_changed(key) -%}
    {%- if is_incremental() -%}
        {%- set row_hash = 'cityHash64(' ~ key ~ ', _version) as fingerprint' -%}
        {%- set days = changed_days(
            'select ' ~ day_of('created_at') ~ ' as day, ' ~ row_hash ~ ' from ' ~ bronze_of_this(),
            'select created_date as day, ' ~ row_hash ~ ' from ' ~ this
        ) -%}
        where {{ in_days('toDate(created_at)', days) }}
        {%- if '1970-01-01' in days %} or created_at is null {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro drop_vanished_silver_days() %}
    {% do return(drop_vanished_days('select ' ~ day_of('created_at') ~ ' as day from ' ~ bronze_of_this(), 'created_date')) %}
{% endmacro %}
