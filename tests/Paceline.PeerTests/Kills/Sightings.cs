using System.Text.Json;
using Paceline.Demo.Check;
using Paceline.Demo.Robots;
using Paceline.Simulation;

namespace Paceline.PeerTests.Kills;

/// <summary>Watches the carrier's log, the robots' diary and the stored facts, and tells each moment of each attempt as it is seen.</summary>
internal sealed class Sightings(string carrierLog, string diary, ApiClient supervisor, PatientTown town)
{
    private readonly LogTail _carrier = new(carrierLog);
    private readonly LogTail _diary = new(diary);
    private readonly List<FactLine> _facts = [];
    private readonly Dictionary<string, PhoneCall?> _calls = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _called = new(StringComparer.Ordinal);

    public IReadOnlyList<FactLine> Facts => _facts;

    /// <summary>What the called person does in this call; null: no INVITE has reached the carrier.</summary>
    public PhoneCall? CallOf(Sighting seen) => _calls.GetValueOrDefault(seen.Attempt);

    /// <summary>Its call was cut off by an earlier kill; the agent's outcome of it comes late.</summary>
    public bool IsInterrupted(Sighting seen) => _facts.Exists(fact => fact.Fact is "attempt.interrupted"
        && string.Equals(fact.Text("attempt"), seen.Attempt, StringComparison.OrdinalIgnoreCase));

    /// <summary>Everything that has happened since the last look.</summary>
    public async Task<IReadOnlyList<Sighting>> LookAsync(CancellationToken cancellationToken) =>
    [
        .. _carrier.More().Select(AtTheCarrier).OfType<Sighting>(),
        .. await MoreFactsAsync(cancellationToken),
        .. _diary.More().Select(InTheDiary).OfType<Sighting>(),
    ];

    private Sighting? AtTheCarrier(JsonElement line)
    {
        var callId = FactLine.TextOf(line, "callId") ?? "";
        switch (FactLine.TextOf(line, "event"))
        {
            case "invite":
                var to = FactLine.TextOf(line, "to") ?? "";
                var before = _called.GetValueOrDefault(to);
                _called[to] = before + 1;
                _calls[callId] = town.Called(to, before)?.Call;
                return new(Moment.InviteAtCarrier, callId);
            case "ringing":
                return new(Moment.Ringing, callId);
            case "ok":
                return new(Moment.Answered, callId);
            default:
                return null;
        }
    }

    private static Sighting? InTheDiary(JsonElement line) => FactLine.TextOf(line, "line") switch
    {
        "sends" => new(Moment.OutcomeSent, FactLine.TextOf(line, "attempt") ?? ""),
        "acknowledged" => new(Moment.OutcomeAcknowledged, FactLine.TextOf(line, "attempt") ?? ""),
        _ => null,
    };

    /// <summary>A server that is dead tells no facts; they come when it is back.</summary>
    private async Task<IReadOnlyList<Sighting>> MoreFactsAsync(CancellationToken cancellationToken)
    {
        var known = _facts.Count;
        try
        {
            await foreach (var line in supervisor.FactsAsync(known == 0 ? 0 : _facts[^1].Number, cancellationToken))
            {
                if (FactLine.Read(line) is { } fact)
                {
                    _facts.Add(fact);
                }
            }
        }
        catch (Exception dead) when (dead is HttpRequestException or IOException or JsonException)
        {
            // Read on from the last whole line.
        }

        return [.. _facts.Skip(known).Select(static fact => (fact.Fact, fact.Text("attempt")) switch
        {
            ("attempt.ordered", { } attempt) => new Sighting(Moment.ClaimCommitted, attempt),
            ("attempt.bridged", { } attempt) => new Sighting(Moment.Bridged, attempt),
            _ => null,
        }).OfType<Sighting>()];
    }
}
