<?php
/**
 * Plugin Name: Bahith
 * Description: Keeps a Bahith search service up to date: what is published is searchable some seconds later, what is not any more is gone.
 * Version: 1.0
 * License: GPL-3.0-or-later
 * Requires PHP: 7.4
 *
 * In wp-config.php:
 *   define('BAHITH_ADDRESS', 'https://search.example.org');
 *   define('BAHITH_KEY', '...');                    // a key with the scope write
 *   define('BAHITH_POST_TYPES', ['post', 'page']);  // these two where nothing is said
 * What cannot be sent now is sent again by WP-Cron, every five minutes. All at once:  wp bahith sync
 */

defined('ABSPATH') || exit;

const BAHITH_WAITING = 'bahith_waiting'; // the option that keeps which posts are yet to be sent
const BAHITH_AGAIN = 'bahith_again';

add_action('wp_after_insert_post', 'bahith_post_changed', 10, 1);
add_action('trashed_post', 'bahith_post_changed', 10, 1);
add_action('deleted_post', 'bahith_post_changed', 10, 1);
add_action(BAHITH_AGAIN, 'bahith_send_waiting');
add_filter('cron_schedules', function ($schedules) {
    $schedules['bahith_five_minutes'] = ['interval' => 300, 'display' => 'Bahith'];
    return $schedules;
});

/** A post was written, trashed or deleted: it is sent now, or kept to be sent again. */
function bahith_post_changed($id) {
    if (wp_is_post_revision($id) || wp_is_post_autosave($id)) {
        return;
    }
    $post = get_post($id);
    if ($post && !in_array($post->post_type, bahith_post_types(), true)) {
        return;
    }
    bahith_keep($id, !bahith_send($id));
}

/** Sends a post as it is now; whether the service has accepted it. */
function bahith_send($id) {
    $post = get_post($id);
    $is_public = $post && $post->post_status === 'publish' && $post->post_password === '';
    $body = $is_public ? wp_json_encode(bahith_document($post)) : null;
    $response = wp_remote_request(rtrim(BAHITH_ADDRESS, '/') . '/v1/documents/wordpress-' . $id, [
        'method' => $is_public ? 'PUT' : 'DELETE',
        'timeout' => 5,
        'headers' => array_filter([
            'Authorization' => 'Bearer ' . BAHITH_KEY,
            'Content-Type' => $is_public ? 'application/json' : null,
            // The same state sent again is accepted once.
            'Idempotency-Key' => substr(hash('sha256', $id . '|' . ($post ? $post->post_modified_gmt : '') . '|' . $body), 0, 40),
        ]),
        'body' => $body,
    ]);
    $status = is_wp_error($response) ? 0 : (int) wp_remote_retrieve_response_code($response);
    if ($status === 202) {
        return true;
    }
    error_log("Bahith: post $id was not accepted ($status): " . (is_wp_error($response) ? $response->get_error_message() : wp_remote_retrieve_body($response)));
    return $status === 400; // it would not be accepted a second time either
}

/** What is searched of a post. */
function bahith_document($post) {
    $names = function ($taxonomy) use ($post) {
        $terms = get_the_terms($post->ID, $taxonomy);
        return is_array($terms) ? wp_list_pluck($terms, 'name') : [];
    };
    $categories = $names('category');
    return array_filter([
        'title' => html_entity_decode(wp_strip_all_tags($post->post_title), ENT_QUOTES | ENT_HTML5, 'UTF-8'),
        'text' => trim(html_entity_decode(wp_strip_all_tags(strip_shortcodes($post->post_content)), ENT_QUOTES | ENT_HTML5, 'UTF-8')),
        'date' => substr($post->post_date_gmt, 0, 10),
        'url' => get_permalink($post),
        'author' => array_values(array_filter([get_the_author_meta('display_name', $post->post_author)])),
        'category' => $categories ? $categories[0] : null,
        'tags' => $names('post_tag'),
        'source' => get_bloginfo('name'),
    ]);
}

function bahith_post_types() {
    return defined('BAHITH_POST_TYPES') ? BAHITH_POST_TYPES : ['post', 'page'];
}

/** Keeps a post among those to be sent again, or takes it out. */
function bahith_keep($id, $waits) {
    $waiting = array_fill_keys(array_keys(get_option(BAHITH_WAITING, [])), true);
    if ($waits) {
        $waiting[$id] = true;
    } else {
        unset($waiting[$id]);
    }
    update_option(BAHITH_WAITING, $waiting, false);
    if ($waiting && !wp_next_scheduled(BAHITH_AGAIN)) {
        wp_schedule_event(time() + 300, 'bahith_five_minutes', BAHITH_AGAIN);
    } elseif (!$waiting) {
        wp_clear_scheduled_hook(BAHITH_AGAIN);
    }
}

/** Sends what waits, in order, until one is not accepted: what is wrong is wrong for the others too. */
function bahith_send_waiting() {
    foreach (array_keys(get_option(BAHITH_WAITING, [])) as $id) {
        if (!bahith_send($id)) {
            return;
        }
        bahith_keep($id, false);
    }
}

if (defined('WP_CLI') && WP_CLI) {
    WP_CLI::add_command('bahith sync', function () {
        $ids = get_posts(['post_type' => bahith_post_types(), 'post_status' => 'publish', 'numberposts' => -1, 'fields' => 'ids']);
        foreach ($ids as $id) {
            bahith_post_changed($id);
        }
        $left = count(get_option(BAHITH_WAITING, []));
        WP_CLI::success(count($ids) . " posts sent, $left to be sent again");
    });
}
