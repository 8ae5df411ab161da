{#- What silver has by itself. -#}
{% macro silver_models() %}
    {% set names = [] %}
    {% for node in graph.nodes.values() if node.schema == 'silver' and node.resource_type in ('model', 'seed', 'snapshot') %}
        {% if node.config.materialized != 'ephemeral' %}
            {% do names.append(node.alias) %}
        {% endif %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}

{#- Comments of what is in silver, by name. As JSON, for dbt takes a text such as 1 or null for what it looks like. -#}
{% macro silver_relations() %}
    {% set query %}
        select toJSONString(groupArray([name, comment])) from system.tables where database = 'silver'
    {% endset %}
    {% do return(dict(fromjson(first_column(query)[0]))) %}
{% endmacro %}

{#- Columns of bronze views over a hot table, in their order, as [name, type, whether of the key]. -#}
{% macro replicated_columns() %}
    {% set query %}
        select toJSONString(groupArray([table, name, type, key])) from (
            select bronze.table as table, bronze.name as name, bronze.type as type, toString(hot.is_in_sorting_key) as key
            from system.columns as bronze
            inner join system.columns as hot on bronze.table = hot.table and bronze.name = hot.name
            where bronze.database = 'bronze' and hot.database = 'hot'
            order by bronze.table, bronze.position
        )
    {% endset %}
    {% set tables = {} %}
    {% for table, name, type, key in fromjson(first_column(query)[0]) %}
        {% do tables.setdefault(table, []).append({'name': name, 'type': type, 'is_key': key == '1'}) %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}
