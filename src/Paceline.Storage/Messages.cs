using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Campaigns;

namespace Paceline.Storage;

/// <summary>What a message to an agent is about.</summary>
public enum MessageKind
{
    /// <summary>The agent's campaign was loaded; also at sign-in, when it is loaded and does not run.</summary>
    CampaignLoaded,

    /// <summary>It began to dial.</summary>
    CampaignStarted,

    /// <summary>It began to dial before the agent signed in.</summary>
    CampaignStartedBefore,

    /// <summary>It dials no more.</summary>
    CampaignStopped,

    /// <summary>It is out of the agent's sight.</summary>
    CampaignUnloaded,

    /// <summary>Its calls come about in another way from now on.</summary>
    CampaignModeSet,

    /// <summary>Written by a supervisor, or by a program in that role.</summary>
    Supervisor,

    /// <summary>From Paceline itself.</summary>
    System,
}

/// <summary>How much a message wants to be seen.</summary>
public enum MessagePriority
{
    /// <summary>Can wait for a pause.</summary>
    Normal,

    /// <summary>Wants to be read now, and says so by word, shape and sound.</summary>
    High,
}

/// <summary>One message of one agent.</summary>
/// <param name="CampaignName">For people; null: it is about no campaign.</param>
/// <param name="Mode">The campaign's mode then; null: it is about no campaign.</param>
/// <param name="By">Name of who wrote it or changed the campaign; empty: nobody did.</param>
/// <param name="Text">The words of a supervisor or of Paceline; empty for news of a campaign.</param>
/// <param name="Began">When the campaign was loaded, started, stopped …; null: it is about no campaign.</param>
/// <param name="IsOfOrder">Nobody wrote it: Paceline says what a supervisor did with the agent.</param>
public sealed record StoredMessage(
    long Id,
    MessageKind Kind,
    GroupId? Campaign,
    string? CampaignName,
    DialMode? Mode,
    string By,
    MessagePriority Priority,
    string Text,
    Instant At,
    Instant? Began,
    bool IsRead,
    bool IsAcknowledged,
    bool IsOfOrder);

/// <summary>An agent's messages, newest first.</summary>
/// <param name="Number">Rises with every change of them; 0: there never was one.</param>
public sealed record StoredMailbox(long Number, IReadOnlyList<StoredMessage> Messages);

/// <summary>What became of the order to send something.</summary>
/// <param name="Id">0: nobody was told.</param>
/// <param name="Unknown">Ids that are no agents'.</param>
public sealed record Sending(long Id, int Agents, IReadOnlyList<string> Unknown);

/// <summary>Something that was sent.</summary>
/// <param name="Missing">Names of the agents who have not read it; of high priority: who have not confirmed it. What an agent deleted was read.</param>
public sealed record SentWords(long Id, string Text, MessagePriority Priority, Instant At, int Agents, IReadOnlyList<string> Missing);

/// <summary>What agents are told: written with the facts it tells or by a supervisor, and read, marked and deleted by the agent. The newest
/// 200 of each agent are kept.</summary>
public sealed class Messages
{
    /// <summary>Of the newest it is known who has read them.</summary>
    private const int SendingsKept = 1_000;

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Clock _clock;

    internal Messages(SqliteWriter writer, SqliteReaders readers, Clock clock) => (_writer, _readers, _clock) = (writer, readers, clock);

    /// <summary>Raised after a commit that may have changed somebody's messages; <see cref="NumbersAsync"/> tells whose.</summary>
    public event EventHandler? Changed;

    public Task<StoredMailbox> OfAsync(AgentId agent, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection =>
        {
            // One transaction, so that the number belongs to the rows.
            using var transaction = connection.BeginTransaction(deferred: true);
            return new StoredMailbox(
                connection.ExecuteScalar<long?>("select number from mailbox where agent = @Agent", new { Agent = agent.Value }) ?? 0,
                [.. connection.Query<Row>(Row.Select, new { Agent = agent.Value }).Select(static row => row.Message)]);
        },
        cancellationToken);

    /// <summary>The number of each agent's messages now; who never had one is not in it.</summary>
    public Task<IReadOnlyDictionary<string, long>> NumbersAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyDictionary<string, long>>(
            static connection => connection.Query<(string Agent, long Number)>("select agent, number from mailbox")
                .ToDictionary(static row => row.Agent, static row => row.Number, StringComparer.Ordinal),
            cancellationToken);

    /// <summary>From a supervisor to these agents, signed in or not; when one of the ids is no agent's, nobody is told.</summary>
    public Task<Sending> SendAsync(
        IReadOnlyList<AgentId> agents, string by, string text, MessagePriority priority, CancellationToken cancellationToken) => WriteAsync(
        connection =>
        {
            var ids = agents.Select(static a => a.Value).Distinct(StringComparer.Ordinal).ToArray();
            var unknown = ids.Where(agent => connection.ExecuteScalar<long?>("select 1 from agent where id = @agent", new { agent }) is null).ToList();
            return unknown.Count > 0
                ? new(0, 0, unknown)
                : Send(connection, "select id from agent where id in @ids", new { ids }, by, text, priority);
        },
        cancellationToken);

    /// <summary>From a supervisor to all agents of a campaign group, signed in or not.</summary>
    public Task<Sending> SendAsync(GroupId group, string by, string text, MessagePriority priority, CancellationToken cancellationToken) => WriteAsync(
        connection => Send(connection, "select id from agent where group_id = @Group", new { Group = group.Value }, by, text, priority),
        cancellationToken);

    /// <summary>From a supervisor to all agents who are signed in.</summary>
    public Task<Sending> SendAsync(string by, string text, MessagePriority priority, CancellationToken cancellationToken) => WriteAsync(
        connection => Send(connection, "select id from agent where state <> 'signedOut'", new { }, by, text, priority), cancellationToken);

    /// <summary>What became of a message that was sent; null: nothing is known of it.</summary>
    public Task<SentWords?> FindSentAsync(long sending, CancellationToken cancellationToken) => _readers.ReadAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var sent = connection.Query<(string Text, string Priority, long At, long Agents)>(
                "select text, priority, at, agents from sending where id = @sending", new { sending }).ToList();
            return sent.Count == 0
                ? null
                : new SentWords(
                    sending,
                    sent[0].Text,
                    Enum.Parse<MessagePriority>(sent[0].Priority),
                    sent[0].At.At,
                    checked((int)sent[0].Agents),
                    [
                        .. connection.Query<string>(
                            """
                            select user.name from message m join user on user.id = m.agent
                            where m.sending = @sending and iif(m.priority = 'High', m.acknowledged, m.read) = 0 order by user.name collate nocase
                            """,
                            new { sending }),
                    ]);
        },
        cancellationToken);

    /// <summary>False: the agent has no such message.</summary>
    public Task<bool> MarkReadAsync(AgentId agent, long message, CancellationToken cancellationToken) =>
        ChangeAsync("update message set read = 1 where id = @message and agent = @Agent", agent, message, cancellationToken);

    /// <inheritdoc cref="MarkReadAsync"/>
    public Task<bool> MarkUnreadAsync(AgentId agent, long message, CancellationToken cancellationToken) =>
        ChangeAsync("update message set read = 0 where id = @message and agent = @Agent", agent, message, cancellationToken);

    /// <summary>The agent says that it was taken note of, which is reading too.</summary>
    /// <inheritdoc cref="MarkReadAsync"/>
    public Task<bool> AcknowledgeAsync(AgentId agent, long message, CancellationToken cancellationToken) =>
        ChangeAsync("update message set read = 1, acknowledged = 1 where id = @message and agent = @Agent", agent, message, cancellationToken);

    /// <inheritdoc cref="MarkReadAsync"/>
    public Task<bool> DeleteAsync(AgentId agent, long message, CancellationToken cancellationToken) =>
        ChangeAsync("delete from message where id = @message and agent = @Agent", agent, message, cancellationToken);

    public Task MarkAllReadAsync(AgentId agent, CancellationToken cancellationToken) =>
        WriteAsync(
            connection => connection.Execute("update message set read = 1 where agent = @Agent and read = 0", new { Agent = agent.Value }),
            cancellationToken);

    /// <summary>The ledger has committed something that told somebody something.</summary>
    internal void Told() => Changed?.Invoke(this, EventArgs.Empty);

    private async Task<T> WriteAsync<T>(Func<SqliteConnection, T> change, CancellationToken cancellationToken)
    {
        var answer = await _writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        Told();
        return answer;
    }

    private Task<bool> ChangeAsync(string sql, AgentId agent, long message, CancellationToken cancellationToken) =>
        WriteAsync(connection => connection.Execute(sql, new { Agent = agent.Value, message }) == 1, cancellationToken);

    private Sending Send(SqliteConnection connection, string agents, object who, string by, string text, MessagePriority priority)
    {
        var values = new DynamicParameters(who);
        values.AddDynamicParams(new { By = by, text, Priority = priority.ToString(), At = _clock.Now.Stored });
        var told = connection.ExecuteScalar<long>($"select count(*) from ({agents})", values);
        if (told == 0)
        {
            return new(0, 0, []);
        }

        values.Add("Told", told);
        var sending = connection.ExecuteScalar<long>(
            "insert into sending (by, priority, text, at, agents) values (@By, @Priority, @text, @At, @Told) returning id", values);
        values.Add("Sending", sending);
        connection.Execute(
            $"""
            insert into message (agent, kind, by, priority, text, at, sending)
            select id, 'Supervisor', @By, @Priority, @text, @At, @Sending from ({agents}) order by id;
            delete from sending where id <= @Sending - {SendingsKept};
            """,
            values);
        return new(sending, checked((int)told), []);
    }

    private sealed record Row
    {
        public const string Select = """
            select m.id, m.kind, m.campaign, g.name as campaign_name, m.mode, coalesce(user.name, m.by) as by, m.priority, m.text, m.at, m.began,
                m.read, m.acknowledged, m.kind = 'Supervisor' and m.sending is null as of_order
            from message m left join campaign_group g on g.id = m.campaign left join user on user.id = m.by
            where m.agent = @Agent order by m.id desc
            """;

        public required long Id { get; init; }

        public required string Kind { get; init; }

        public string? Campaign { get; init; }

        public string? CampaignName { get; init; }

        public string? Mode { get; init; }

        public required string By { get; init; }

        public required string Priority { get; init; }

        public required string Text { get; init; }

        public required long At { get; init; }

        public long? Began { get; init; }

        public required long Read { get; init; }

        public required long Acknowledged { get; init; }

        public required long OfOrder { get; init; }

        public StoredMessage Message => new(
            Id,
            Enum.Parse<MessageKind>(Kind),
            Campaign is null ? null : new GroupId(Campaign),
            CampaignName,
            Mode is null ? null : Enum.Parse<DialMode>(Mode),
            By,
            Enum.Parse<MessagePriority>(Priority),
            Text,
            At.At,
            Began?.At,
            Read != 0,
            Acknowledged != 0,
            OfOrder != 0);
    }
}
