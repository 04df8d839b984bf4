import { ChannelType } from 'discord-api-types/v10';
import { guildPermissions, permissionsIn } from './permissions.ts';
import type { Channel, Guild, Member, Thread, World } from './world.ts';
import { userOf } from './world.ts';

/** How the world looks over Discord's API. */

export function guildShape(guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guild.ownerId,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    roles: guild.roles,
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    max_presences: null,
    max_members: 500_000,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: guild.premiumTier,
    premium_subscription_count: [0, 2, 7, 14][guild.premiumTier] ?? 0,
    preferred_locale: guild.locale,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    nsfw: false,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    incidents_data: null,
    hub_type: null,
  };
}

/** The guild as GUILD_CREATE tells it. Without the members intent only the bot's own member. */
export function guildCreateShape(world: World, guild: Guild) {
  const all = [...world.channels.values()].filter((channel) => channel.guildId === guild.id);
  const channels = all.filter(({ thread }) => !thread);
  const threads = all.filter(
    (one) => one.thread && !one.thread.archived && permissionsIn(world, one, world.bot.id),
  );
  return {
    ...guildShape(guild),
    joined_at: guild.members.get(world.bot.id)?.joinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: [memberShape(world, guild.members.get(world.bot.id)!)],
    channels: channels.map((channel) => channelShape(world, channel)),
    threads: threads.map((thread) => channelShape(world, thread)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function channelShape(world: World, channel: Channel) {
  const base = {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId,
    flags: 0,
  };
  if (channel.recipientId) {
    return { ...base, recipients: [userOf(world, channel.recipientId)].filter(Boolean) };
  }
  if (channel.peopleIds) {
    const recipients = channel.peopleIds.map((id) => userOf(world, id)).filter(Boolean);
    return { ...base, name: channel.name, icon: null, owner_id: channel.peopleIds[0], recipients };
  }
  if (channel.thread) return { ...base, ...threadShape(channel, channel.thread) };
  const voice = [ChannelType.GuildVoice, ChannelType.GuildStageVoice].includes(channel.type);
  return {
    ...base,
    guild_id: channel.guildId,
    name: channel.name,
    topic: channel.topic ?? null,
    position: channel.position,
    parent_id: channel.parentId ?? null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_pin_timestamp: null,
    permission_overwrites: channel.overwrites,
    ...(voice && { bitrate: 64_000, user_limit: 0, rtc_region: null, video_quality_mode: 1 }),
  };
}

function threadShape(channel: Channel, { archived, locked, memberIds }: Thread) {
  const archiving = { archived, locked, auto_archive_duration: 1440 };
  return {
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    owner_id: memberIds[0],
    message_count: 0,
    member_count: memberIds.length,
    total_message_sent: 0,
    rate_limit_per_user: 0,
    thread_metadata: { ...archiving, archive_timestamp: '2024-02-01T12:00:00.000000+00:00' },
  };
}

export function memberShape(world: World, member: Member) {
  return {
    user: userOf(world, member.userId),
    nick: null,
    avatar: null,
    banner: null,
    roles: member.roles,
    joined_at: member.joinedAt,
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
  };
}

/** The bot as it sees itself. */
export function ownUserShape(world: World) {
  return { ...world.bot, verified: true, mfa_enabled: true, email: null, locale: 'en-US' };
}

export function applicationShape(world: World) {
  return {
    id: world.applicationId,
    name: world.bot.username,
    icon: null,
    description: 'Instant replay',
    summary: '',
    type: null,
    bot: world.bot,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    integration_types_config: { '0': {}, '1': {} },
    owner: [...world.people.values()][0]?.user,
    team: null,
  };
}

export function partialGuildShape(world: World, guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    banner: null,
    owner: guild.ownerId === world.bot.id,
    permissions: guildPermissions(guild, world.bot.id).toString(),
    features: [],
  };
}
