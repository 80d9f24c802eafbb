<?php
// What the plugin needs of WordPress, and a story: a post is published, changed, then trashed, while the service is
// reached, and once while it is not. Prints what it sent.
define('ABSPATH', '/');
define('BAHITH_ADDRESS', $argv[1]);
define('BAHITH_KEY', 'cms');
$actions = []; $options = []; $scheduled = false; $sent = []; $reached = true;
function add_action($name, $function) { global $actions; $actions[$name] = $function; }
function add_filter($name, $function) {}
function wp_is_post_revision($id) { return false; }
function wp_is_post_autosave($id) { return false; }
function get_post($id) { global $post; return $post; }
function get_option($name, $default) { global $options; return $options[$name] ?? $default; }
function update_option($name, $value) { global $options; $options[$name] = $value; }
function wp_next_scheduled($name) { global $scheduled; return $scheduled; }
function wp_schedule_event($time, $every, $name) { global $scheduled; $scheduled = true; }
function wp_clear_scheduled_hook($name) { global $scheduled; $scheduled = false; }
function wp_json_encode($value) { return json_encode($value, JSON_UNESCAPED_UNICODE); }
function wp_strip_all_tags($text) { return strip_tags($text); }
function strip_shortcodes($text) { return preg_replace('/\[[^\]]*\]/', '', $text); }
function get_the_terms($id, $taxonomy) { return $taxonomy === 'category' ? [(object) ['name' => 'سياسة']] : false; }
function wp_list_pluck($list, $key) { return array_map(fn($one) => $one->$key, $list); }
function get_permalink($post) { return 'https://news.example/' . $post->ID; }
function get_the_author_meta($name, $id) { return 'كاتب'; }
function get_bloginfo($name) { return 'أخبار'; }
function is_wp_error($value) { return $value === false; }
function wp_remote_retrieve_response_code($response) { return $response['status']; }
function wp_remote_retrieve_body($response) { return $response['body']; }
function wp_remote_request($url, $asked) {
    global $sent, $reached;
    $headers = array_map(fn($name, $value) => "$name: $value", array_keys($asked['headers']), $asked['headers']);
    $http = ['method' => $asked['method'], 'header' => $headers, 'content' => $asked['body'] ?? '', 'ignore_errors' => true];
    $body = file_get_contents($reached ? $url : 'http://127.0.0.1:9/', false, stream_context_create(['http' => $http]));
    $status = (int) explode(' ', $http_response_header[0] ?? 'x 0')[1];
    $sent[] = "{$asked['method']} $status";
    return ['status' => $status, 'body' => (string) $body];
}
error_reporting(E_ALL & ~E_WARNING);
ini_set('error_log', '/dev/null');
require __DIR__ . '/../../contrib/wordpress/bahith.php';
$post = (object) ['ID' => 7, 'post_type' => 'post', 'post_status' => 'publish', 'post_password' => '', 'post_author' => 1,
    'post_title' => 'زقزقة &amp; عصافير', 'post_content' => '<p>زقزقة [gallery id="1"] <b>العصافير</b></p>',
    'post_date_gmt' => '2026-11-20 10:00:00', 'post_modified_gmt' => '2026-11-20 10:00:00'];
$actions['wp_after_insert_post'](7);
$reached = false;
$post->post_status = 'trash';
$post->post_modified_gmt = '2026-11-20 11:00:00';
$actions['trashed_post'](7);
$waiting = array_keys($options['bahith_waiting']);
$reached = true;
if (($argv[2] ?? '') === 'trash') { $actions['bahith_again'](); }
echo json_encode([$sent, $waiting, array_keys($options['bahith_waiting']), $scheduled]);
