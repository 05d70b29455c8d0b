//! Volatility of the functions that come with `PostgreSQL`, by name.
//!
//! Made from `pg_proc.provolatile` of servers 15 and 18, both lists united; the contributed extensions of both, too.
//! Left out: functions that take or return `internal`, `cstring` or a trigger, those whose comment in `pg_description`
//! says `implementation of … operator` or `I/O`, and the page inspectors, statistics counters and upgrade helpers that
//! no migration calls.
//!
//! ```sql
//! SELECT p.proname, string_agg(DISTINCT p.provolatile::text, '')
//! FROM pg_proc p LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass
//! WHERE p.pronamespace = 'pg_catalog'::regnamespace AND coalesce(d.description, '') !~ '^(implementation of|I/O|internal)'
//! GROUP BY p.proname ORDER BY p.proname COLLATE "C"
//! ```
//!
//! Where the overloads of a name differ, it stands under the more volatile of them; in the core these are:
//! `age`, `date`, `date_add`, `date_part`, `date_subtract`, `date_trunc`, `extract`, `generate_series`, `in_range`,
//! `json_to_tsvector`, `jsonb_to_tsvector`, `length`, `numeric`, `overlaps`, `phraseto_tsquery`, `plainto_tsquery`,
//! `quote_literal`, `quote_nullable`, `time`, `timestamp`, `timestamptz`, `timetz`, `timezone`, `to_timestamp`,
//! `to_tsquery`, `to_tsvector`, `ts_headline`, `ts_parse`, `ts_rewrite`, `ts_token_type`, `websearch_to_tsquery`.

/// Volatile functions of the core.
pub(super) const CORE_VOLATILE: &str = "\
    amvalidate array_sample array_shuffle clock_timestamp current_query currtid2 currval cursor_to_xml \
    cursor_to_xmlschema gen_random_uuid lastval lo_close lo_creat lo_create lo_export lo_from_bytea lo_get lo_import \
    lo_lseek lo_lseek64 lo_open lo_put lo_tell lo_tell64 lo_truncate lo_truncate64 lo_unlink loread lowrite nextval \
    pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all pg_advisory_unlock_shared \
    pg_advisory_xact_lock pg_advisory_xact_lock_shared pg_available_wal_summaries pg_backup_start pg_backup_stop \
    pg_blocking_pids pg_cancel_backend pg_clear_attribute_stats pg_clear_relation_stats pg_collation_actual_version \
    pg_control_checkpoint pg_control_init pg_control_recovery pg_control_system pg_copy_logical_replication_slot \
    pg_copy_physical_replication_slot pg_create_logical_replication_slot pg_create_physical_replication_slot \
    pg_create_restore_point pg_current_logfile pg_current_wal_flush_lsn pg_current_wal_insert_lsn pg_current_wal_lsn \
    pg_database_collation_actual_version pg_database_size pg_drop_replication_slot pg_export_snapshot \
    pg_extension_config_dump pg_get_aios pg_get_backend_memory_contexts pg_get_loaded_modules pg_get_multixact_members \
    pg_get_sequence_data pg_get_shmem_allocations pg_get_shmem_allocations_numa pg_get_wait_events pg_hba_file_rules \
    pg_ident_file_mappings pg_import_system_collations pg_indexes_size pg_is_in_recovery pg_is_wal_replay_paused \
    pg_isolation_test_session_is_blocked pg_jit_available pg_last_committed_xact pg_last_wal_receive_lsn \
    pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_lock_status pg_log_backend_memory_contexts \
    pg_log_standby_snapshot pg_logical_emit_message pg_logical_slot_get_binary_changes pg_logical_slot_get_changes \
    pg_logical_slot_peek_binary_changes pg_logical_slot_peek_changes pg_ls_archive_statusdir pg_ls_dir pg_ls_logdir \
    pg_ls_logicalmapdir pg_ls_logicalsnapdir pg_ls_replslotdir pg_ls_summariesdir pg_ls_tmpdir pg_ls_waldir pg_nextoid \
    pg_notification_queue_usage pg_notify pg_partition_ancestors pg_partition_tree pg_prepared_xact pg_promote \
    pg_read_binary_file pg_read_file pg_read_file_old pg_relation_size pg_reload_conf pg_replication_origin_advance \
    pg_replication_origin_create pg_replication_origin_drop pg_replication_origin_progress \
    pg_replication_origin_session_is_setup pg_replication_origin_session_progress pg_replication_origin_session_reset \
    pg_replication_origin_session_setup pg_replication_origin_xact_reset pg_replication_origin_xact_setup \
    pg_replication_slot_advance pg_restore_attribute_stats pg_restore_relation_stats pg_rotate_logfile \
    pg_rotate_logfile_old pg_safe_snapshot_blocking_pids pg_sequence_last_value pg_show_all_file_settings \
    pg_show_replication_origin_status pg_sleep pg_sleep_for pg_sleep_until pg_stat_clear_snapshot pg_stat_file \
    pg_stat_force_next_flush pg_stat_have_stats pg_stat_reset pg_stat_reset_backend_stats \
    pg_stat_reset_replication_slot pg_stat_reset_shared pg_stat_reset_single_function_counters \
    pg_stat_reset_single_table_counters pg_stat_reset_slru pg_stat_reset_subscription_stats \
    pg_stop_making_pinned_objects pg_switch_wal pg_sync_replication_slots pg_table_size pg_tablespace_size \
    pg_terminate_backend pg_total_relation_size pg_try_advisory_lock pg_try_advisory_lock_shared \
    pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared pg_wal_replay_pause pg_wal_replay_resume \
    pg_wal_summary_contents pg_xact_commit_timestamp pg_xact_commit_timestamp_origin pg_xact_status query_to_xml \
    query_to_xml_and_xmlschema query_to_xmlschema random random_normal set_config setseed setval timeofday ts_rewrite \
    ts_stat txid_status uuidv4 uuidv7";

/// Stable functions of the core.
pub(super) const CORE_STABLE: &str = "\
    aclexplode age array_to_json array_to_string col_description concat concat_ws convert convert_from convert_to \
    current_database current_schema current_schemas current_setting current_user database_to_xml \
    database_to_xml_and_xmlschema database_to_xmlschema date date_add date_part date_subtract date_trunc enum_first \
    enum_last enum_range extract format format_type generate_series get_current_ts_config getdatabaseencoding \
    getpgusername has_any_column_privilege has_column_privilege has_database_privilege \
    has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege has_largeobject_privilege \
    has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege \
    has_tablespace_privilege has_type_privilege in_range inet_client_addr inet_client_port inet_server_addr \
    inet_server_port json_agg json_agg_strict json_build_array json_build_object json_object_agg \
    json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict json_populate_record \
    json_populate_recordset json_to_record json_to_recordset json_to_tsvector jsonb_agg jsonb_agg_strict \
    jsonb_build_array jsonb_build_object jsonb_path_exists_tz jsonb_path_match_tz jsonb_path_query_array_tz \
    jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid \
    jsonb_populate_recordset jsonb_to_record jsonb_to_recordset jsonb_to_tsvector length make_timestamptz money \
    mxid_age now numeric obj_description oidvectortypes overlaps pg_available_extension_versions \
    pg_available_extensions pg_backend_pid pg_basetype pg_char_to_encoding pg_client_encoding pg_collation_for \
    pg_collation_is_visible pg_column_compression pg_column_is_updatable pg_column_size pg_column_toast_chunk_id \
    pg_conf_load_time pg_config pg_conversion_is_visible pg_current_snapshot pg_current_xact_id \
    pg_current_xact_id_if_assigned pg_cursor pg_describe_object pg_encoding_to_char pg_event_trigger_ddl_commands \
    pg_event_trigger_dropped_objects pg_event_trigger_table_rewrite_oid pg_event_trigger_table_rewrite_reason \
    pg_extension_update_paths pg_filenode_relation pg_function_is_visible pg_get_acl pg_get_catalog_foreign_keys \
    pg_get_constraintdef pg_get_expr pg_get_function_arg_default pg_get_function_arguments \
    pg_get_function_identity_arguments pg_get_function_result pg_get_function_sqlbody pg_get_functiondef \
    pg_get_indexdef pg_get_keywords pg_get_object_address pg_get_partition_constraintdef pg_get_partkeydef \
    pg_get_publication_tables pg_get_replica_identity_index pg_get_replication_slots pg_get_ruledef \
    pg_get_serial_sequence pg_get_statisticsobjdef pg_get_statisticsobjdef_columns pg_get_statisticsobjdef_expressions \
    pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_has_role pg_identify_object pg_identify_object_as_address \
    pg_index_column_has_property pg_index_has_property pg_indexam_has_property pg_input_error_info pg_input_is_valid \
    pg_is_other_temp_schema pg_listening_channels pg_mcv_list_items pg_my_temp_schema pg_numa_available \
    pg_opclass_is_visible pg_operator_is_visible pg_opfamily_is_visible pg_options_to_table pg_postmaster_start_time \
    pg_prepared_statement pg_relation_filenode pg_relation_filepath pg_relation_is_publishable \
    pg_relation_is_updatable pg_replication_origin_oid pg_sequence_parameters pg_settings_get_flags \
    pg_show_all_settings pg_split_walfile_name pg_statistics_obj_is_visible pg_table_is_visible \
    pg_tablespace_databases pg_tablespace_location pg_timezone_abbrevs pg_timezone_abbrevs_abbrevs \
    pg_timezone_abbrevs_zone pg_timezone_names pg_trigger_depth pg_ts_config_is_visible pg_ts_dict_is_visible \
    pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible pg_typeof phraseto_tsquery plainto_tsquery \
    quote_literal quote_nullable regclass row_security_active row_to_json schema_to_xml schema_to_xml_and_xmlschema \
    schema_to_xmlschema session_user shobj_description statement_timestamp system_user table_to_xml \
    table_to_xml_and_xmlschema table_to_xmlschema time timestamp timestamptz timetz timezone to_char to_date to_json \
    to_jsonb to_number to_regclass to_regcollation to_regnamespace to_regoper to_regoperator to_regproc \
    to_regprocedure to_regrole to_regtype to_regtypemod to_timestamp to_tsquery to_tsvector transaction_timestamp \
    ts_debug ts_headline ts_parse ts_token_type txid_current txid_current_if_assigned txid_current_snapshot version \
    websearch_to_tsquery xml xml_is_well_formed";

/// Immutable functions of the core.
pub(super) const CORE_IMMUTABLE: &str = "\
    abbrev abs aclcontains acldefault aclinsert aclremove acos acosd acosh any_value any_value_transfn area array_agg \
    array_append array_dims array_fill array_larger array_length array_lower array_ndims array_position \
    array_positions array_prepend array_remove array_replace array_reverse array_smaller array_sort array_to_tsvector \
    array_upper ascii asin asind asinh atan atan2 atan2d atand atanh avg bit bit_and bit_count bit_length bit_or \
    bit_xor bool bool_and bool_or booland_statefunc boolor_statefunc bound_box box bpchar bpchar_larger bpchar_smaller \
    broadcast btequalimage btrim btvarstrequalimage bytea bytea_larger bytea_smaller cardinality casefold cash_words \
    cashlarger cashsmaller cbrt ceil ceiling center char char_length character_length chr cidr circle corr cos cosd \
    cosh cot cotd count covar_pop covar_samp crc32 crc32c cume_dist date_bin date_larger date_smaller datemultirange \
    daterange daterange_canonical daterange_subdiff decode degrees dense_rank dexp diagonal diameter div dlog1 dlog10 \
    dround dtrunc encode enum_larger enum_smaller erf erfc every exp factorial family first_value float4 float4_accum \
    float4larger float4smaller float8 float8_accum float8_avg float8_combine float8_corr float8_covar_pop \
    float8_covar_samp float8_regr_accum float8_regr_avgx float8_regr_avgy float8_regr_combine float8_regr_intercept \
    float8_regr_r2 float8_regr_slope float8_regr_sxx float8_regr_sxy float8_regr_syy float8_stddev_pop \
    float8_stddev_samp float8_var_pop float8_var_samp float8larger float8smaller floor gamma gcd generate_subscripts \
    get_bit get_byte height host hostmask icu_unicode_version inet_merge inet_same_family initcap int2 int2_avg_accum \
    int2_avg_accum_inv int2_sum int2int4_sum int2larger int2smaller int4 int4_avg_accum int4_avg_accum_inv \
    int4_avg_combine int4_sum int4inc int4larger int4multirange int4range int4range_canonical int4range_subdiff \
    int4smaller int8 int8_avg int8_sum int8dec int8dec_any int8inc int8inc_any int8inc_float8_float8 int8larger \
    int8multirange int8range int8range_canonical int8range_subdiff int8smaller interval interval_accum \
    interval_accum_inv interval_avg interval_combine interval_larger interval_smaller is_normalized isclosed isempty \
    isfinite ishorizontal isopen isparallel isperp isvertical json_array_elements json_array_elements_text \
    json_array_length json_each json_each_text json_extract_path json_extract_path_text json_object json_object_keys \
    json_strip_nulls json_typeof jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_each \
    jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg \
    jsonb_object_agg_strict jsonb_object_agg_unique jsonb_object_agg_unique_strict jsonb_object_keys jsonb_path_exists \
    jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set \
    jsonb_set_lax jsonb_strip_nulls jsonb_typeof justify_days justify_hours justify_interval lag last_value lcm lead \
    left lgamma like like_escape line ln log log10 lower lower_inc lower_inf lpad lseg ltrim macaddr macaddr8 \
    macaddr8_set7bit make_date make_interval make_time make_timestamp makeaclitem masklen max md5 min min_scale mod \
    mode multirange multirange_intersect_agg_transfn name nameconcatoid netmask network network_larger network_smaller \
    normalize notlike npoints nth_value ntile num_nonnulls num_nulls numeric_div_trunc numeric_exp numeric_inc \
    numeric_larger numeric_ln numeric_log numeric_smaller numeric_sqrt nummultirange numnode numrange numrange_subdiff \
    octet_length oid oidlarger oidsmaller overlay parse_ident path pclose percent_rank percentile_cont percentile_disc \
    pg_encoding_max_length pg_indexam_progress_phasename pg_lsn pg_lsn_larger pg_lsn_smaller pg_partition_root \
    pg_size_bytes pg_size_pretty pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin pg_visible_in_snapshot \
    pg_wal_lsn_diff pg_walfile_name pg_walfile_name_offset pi point polygon popen position pow power querytree \
    quote_ident radians radius range_agg range_intersect_agg range_intersect_agg_transfn range_merge rank \
    record_larger record_smaller regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace \
    regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 \
    regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number rpad rtrim scale set_bit \
    set_byte set_masklen setweight sha224 sha256 sha384 sha512 sign similar_escape similar_to_escape sin sind sinh \
    slope spg_poly_quad_compress split_part sqrt stddev stddev_pop stddev_samp string_agg string_to_array \
    string_to_table strip strpos substr substring sum tan tand tanh text text_larger text_smaller textlen tidlarger \
    tidsmaller time_larger time_smaller timestamp_larger timestamp_smaller timestamptz_larger timestamptz_smaller \
    timetz_larger timetz_smaller to_ascii to_bin to_hex to_oct translate trim_array trim_scale trunc ts_delete \
    ts_filter ts_lexize ts_rank ts_rank_cd tsmultirange tsquery_phrase tsrange tsrange_subdiff tstzmultirange \
    tstzrange tstzrange_subdiff tsvector_to_array txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin \
    txid_visible_in_snapshot unicode_assigned unicode_version unistr unnest upper upper_inc upper_inf \
    uuid_extract_timestamp uuid_extract_version var_pop var_samp varbit varchar variance width width_bucket xid \
    xid8_larger xid8_smaller xml_is_well_formed_content xml_is_well_formed_document xmlagg xmlcomment xmlconcat2 \
    xmlexists xmltext xmlvalidate xpath xpath_exists";

/// Volatile functions of contributed extensions.
pub(super) const CONTRIB_VOLATILE: &str = "\
    autoprewarm_dump_now autoprewarm_start_worker dblink dblink_build_sql_delete dblink_build_sql_insert \
    dblink_build_sql_update dblink_cancel_query dblink_close dblink_connect dblink_connect_u dblink_current_query \
    dblink_disconnect dblink_error_message dblink_exec dblink_fetch dblink_get_connections dblink_get_notify \
    dblink_get_pkey dblink_get_result dblink_is_busy dblink_open dblink_send_query fips_mode fsm_page_contents \
    gen_random_bytes gen_salt get_raw_page isn_weak normal_rand page_checksum page_header pg_check_frozen \
    pg_check_visible pg_file_rename pg_file_sync pg_file_unlink pg_file_write pg_freespace \
    pg_get_logical_snapshot_info pg_get_logical_snapshot_meta pg_logdir_ls pg_old_snapshot_time_mapping pg_prewarm \
    pg_relpages pg_stat_statements pg_stat_statements_info pg_stat_statements_reset pg_truncate_visibility_map \
    pg_visibility pg_visibility_map pg_visibility_map_summary pgp_pub_encrypt pgp_pub_encrypt_bytea pgp_sym_encrypt \
    pgp_sym_encrypt_bytea pgrowlocks pgstatginindex pgstathashindex pgstatindex pgstattuple pgstattuple_approx \
    postgres_fdw_disconnect postgres_fdw_disconnect_all postgres_fdw_get_connections set_limit tuple_data_split \
    uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 verify_heapam xslt_process";

/// Stable functions of contributed extensions.
pub(super) const CONTRIB_STABLE: &str = "\
    citextsend connectby crosstab crosstab2 crosstab3 crosstab4 show_limit unaccent xml_valid xpath_table";

/// Immutable functions of contributed extensions.
pub(super) const CONTRIB_IMMUTABLE: &str = "\
    akeys armor avals citext citext_larger citext_smaller crypt cube cube_dim cube_enlarge cube_inter cube_is_point \
    cube_ll_coord cube_size cube_subset cube_union cube_ur_coord daitch_mokotoff dearmor decrypt decrypt_iv defined \
    difference digest dmetaphone dmetaphone_alt each earth earth_box earth_distance encrypt encrypt_iv gc_to_sec hmac \
    hstore hstore_to_json hstore_to_json_loose hstore_to_jsonb hstore_to_jsonb_loose hstore_version_diag index \
    int_array_aggregate int_array_enum intset is_valid isbn isbn13 isdefined isexists ismn ismn13 issn issn13 latitude \
    lca levenshtein levenshtein_less_equal ll_to_earth lo_oid longitude ltree2text make_valid metaphone nlevel \
    pgp_armor_headers pgp_key_id pgp_pub_decrypt pgp_pub_decrypt_bytea pgp_sym_decrypt pgp_sym_decrypt_bytea sec_to_gc \
    seg_center seg_inter seg_lower seg_size seg_union seg_upper show_trgm similarity skeys slice sort sort_asc \
    sort_desc soundex strict_word_similarity subarray subltree subpath svals tconvert text2ltree text_soundex uniq upc \
    uuid_generate_v3 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_oid uuid_ns_url uuid_ns_x500 word_similarity \
    xml_encode_special_chars xpath_bool xpath_list xpath_nodeset xpath_number xpath_string";
