using NodaTime;
using Paceline.Contracts;
using Paceline.Dialing;
using Paceline.Grains;
using Paceline.Settings;
using Paceline.Storage;

namespace Paceline.Server;

/// <summary>Who exists, read from the store.</summary>
internal sealed class Roster(SqliteStore store) : IRoster
{
    public async Task<IReadOnlyList<GroupId>> GroupsAsync(CancellationToken cancellationToken) =>
        [.. (await store.Groups.AllAsync(cancellationToken)).Select(static g => g.Id)];

    public async Task<IReadOnlyList<AgentId>> AgentsAsync(CancellationToken cancellationToken) =>
        [.. (await store.Board.AgentsAsync(cancellationToken)).Select(static a => a.Agent.Id)];

    public async Task<string> NameOfAsync(GroupId group, CancellationToken cancellationToken) =>
        (await store.Groups.FindAsync(group, cancellationToken))?.Name ?? group.Value;

    public async Task<string> NameOfAsync(AgentId agent, CancellationToken cancellationToken) =>
        (await store.People.FindAsync(agent.Value, cancellationToken))?.Name ?? agent.Value;
}

/// <summary>What a workspace shows of a record, read from the store.</summary>
internal sealed class RecordCards(SqliteStore store, TimeProvider time) : IRecordCards
{
    public async Task<CallCard?> OfAsync(AttemptId attempt, CancellationToken cancellationToken) =>
        await store.Board.CardOfAsync(attempt, cancellationToken) is { } card
            ? Of(card, await store.Groups.FindAsync(card.Group, cancellationToken))
            : null;

    private CallCard Of(RecordCard card, StoredGroup? group) => new(
        card.Attempt.Value,
        card.Number.Dialable,
        card.Contact,
        group?.Name ?? card.Group.Value,
        card.Zone,
        CallState.Connected,
        (card.BridgedAt ?? Instant.FromDateTimeOffset(time.GetUtcNow())).ToDateTimeOffset(),
        card.EndedAt?.ToDateTimeOffset(),
        [.. FieldsOf(card)],
        card.Chain.Attempts,
        card.NumberType)
    {
        Numbers = [.. card.Chain.Records.Select((r, i) => new CardNumber(i, r.Number.Dialable, r.Zone, i == card.Chain.Position))],
        History =
        [
            .. card.History.Select(h => new CardHistory(
                h.At.ToDateTimeOffset(), h.Number.Dialable, h.Result, h.Outcome, h.Note, h.Agent, group?.Rules.Dispositions.Find(h.Outcome)?.Label ?? "")),
        ],
        Callback = card.Callback is { } callback
            ? new(callback.At.ToDateTimeOffset(), callback.Owner is not null, callback.By.Value, callback.Note, callback.Missed)
            : null,
        Note = card.Note,
        Outcome = card.Outcome,
        Result = card.Result,
    };

    /// <summary>In the order of the definitions; a column nobody defined follows as text. One that this row does not have is shown when
    /// the agent may fill it in.</summary>
    private static IEnumerable<Contracts.RecordField> FieldsOf(RecordCard card)
    {
        var values = card.Fields.DistinctBy(static f => f.Key, StringComparer.Ordinal)
            .ToDictionary(static f => f.Key, static f => f.Value, StringComparer.Ordinal);
        var defined = card.Definitions.Select(static d => d.Column).ToHashSet(StringComparer.Ordinal);
        var definitions = card.Definitions.Where(d => d.Shown && (d.Editable || values.ContainsKey(d.Column)))
            .Concat(values.Keys.Where(c => !defined.Contains(c)).Select(Dialing.Contacts.FieldDefinition.Default));
        return definitions.Select(d => new Contracts.RecordField(
            d.Column,
            values.GetValueOrDefault(d.Column) ?? "",
            d.Label.Length > 0 ? d.Label : null,
            (FieldType)d.Type,
            d.Editable,
            d.Type is Dialing.Contacts.FieldType.List ? d.Choices : null));
    }
}

/// <summary>Keeps who called back; numbers without a country code are of this server's region.</summary>
internal sealed class ReturnedCallBook(SqliteStore store, ServerSettings settings) : IReturnedCalls
{
    public Task KeepAsync(NodeEpoch epoch, long number, string trunk, string caller, string called, CancellationToken cancellationToken) =>
        store.ReturnedCalls.KeepAsync(epoch, number, trunk, caller, called, settings.Text("region"), cancellationToken);
}
