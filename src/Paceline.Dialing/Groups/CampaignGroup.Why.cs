using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Paceline.Dialing.Campaigns;
using Paceline.Dialing.Pacing;

namespace Paceline.Dialing.Groups;

/// <summary>"Why is it not dialling?": one answer, for the board's line and for whoever asks for all of it.</summary>
public sealed partial record CampaignGroup
{
    /// <summary>Everything that holds the group back now, the weightiest first; never empty.</summary>
    /// <param name="floor">Who is at work; null: only the group itself is looked at.</param>
    public ImmutableArray<WhyCause> Why(Floor? floor, Instant now)
    {
        if (!Running)
        {
            return [Resting];
        }

        WhyCause?[] causes =
        [
            Trunk, RefusedByNode(now), NoRecords(floor) ?? NobodyLeft(now), WithoutAgents(floor), Unasked, NobodyDue(floor, now), HeldByPacing, OnTheWay,
        ];
        ImmutableArray<WhyCause> found = [.. causes.OfType<WhyCause>()];
        return found.IsEmpty ? [new(WhyKind.Nothing, "It dials: agents are free, and there are people who may be called.")] : found;
    }

    private WhyCause Resting => Phase switch
    {
        GroupPhase.Unloaded => new(WhyKind.Phase, "It is not loaded: its agents do not see it.", "Load it, then start it."),
        GroupPhase.Unloading => new(WhyKind.Phase, "It is being unloaded: its last calls are ending.", "Keep it loaded, then start it."),
        GroupPhase.Stopped => new(WhyKind.Phase, "It was stopped.", "Start it."),
        _ => new(WhyKind.Phase, "It is loaded and not started.", "Start it."),
    };

    private WhyCause? Trunk => Line.TrunkIsDown
        ? new(WhyKind.Trunk, $"Waiting for the trunk: {Rules.Trunk} {Line.Trouble}.", "It is tried again by itself; ask whoever provides the line.")
        : null;

    private WhyCause? RefusedByNode(Instant now) => Line.TrunkIsDown || !Line.Holds(now) ? null
        : Line.HasNoTrunk ? new(
            WhyKind.Trunk,
            "Waiting for a trunk: this server has none to call by.",
            "Set trunkHost to the address of your provider, and start the server again.",
            Line.Until)
        : new(WhyKind.Node, $"Waiting for the voice node, which refused a call ({Line.Why}).", "It is tried again by itself.", Line.Until);

    private static WhyCause? NoRecords(Floor? floor) =>
        floor is { NoRecords: true } ? new(WhyKind.NoRecords, "Waiting for records: it has none.", "Import a list.") : null;

    private WhyCause? NobodyLeft(Instant now) => Records is { Known: true, At: null }
        ? !Callbacks.IsEmpty ? new(
            WhyKind.NotYetDue,
            "Waiting for callbacks: everybody who is left was promised a call.",
            "Each is called at its time, the personal ones by their agent.",
            Callbacks.NextDue(now))
        : new(WhyKind.NoRecords, "Waiting for records: none is left to call.", "Import a list.")
        : null;

    /// <summary>Whether a campaign that dials ahead waits for agents is pacing's to say: it may dial while nobody is free.</summary>
    private bool IsPaced => Mode is DialMode.Predictive && !(Free.IsEmpty && Open.IsEmpty);

    private WhyCause? WithoutAgents(Floor? floor) => !Free.IsEmpty || IsPaced ? null
        : floor is null ? new(WhyKind.Agents, "Waiting for agents: nobody is ready.")
        : floor.NobodyAssigned ? new(
            WhyKind.Agents,
            "Waiting for agents: nobody is assigned to it.",
            "Make a New agent for it, or put one on it: Campaign… in the menu of the agent's row.")
        : floor.SignedIn == 0 ? new(WhyKind.Agents, "Waiting for agents: nobody is signed in.", "Ask its agents to sign in.")
        : new(WhyKind.Agents, $"Waiting for agents: {InWords(floor)}.", Remedy(floor));

    private static string InWords(Floor floor) => string.Join(", ", ((string?[])
    [
        floor.InCall == 0 ? null : Text($"{floor.InCall} in a call"),
        floor.Reading == 0 ? null : Text($"{floor.Reading} reading a record"),
        floor.WrapUp == 0 ? null
            : floor.OverWrapUp == 0 ? Text($"{floor.WrapUp} in wrap-up") : Text($"{floor.WrapUp} in wrap-up ({floor.OverWrapUp} over the limit)"),
        floor.NotReady == 0 ? null
            : floor.NoSound == 0 ? Text($"{floor.NotReady} not ready") : Text($"{floor.NotReady} not ready ({floor.NoSound} without a headset or phone)"),
        floor.Ready == 0 ? "none is ready" : Text($"{floor.Ready} about to take a call"),
    ]).OfType<string>());

    private static string Remedy(Floor floor) =>
        floor.OverWrapUp > 0 ? "Ask those who are over the wrap-up limit to finish."
        : floor.NoSound > 0 ? "Ask those without sound to connect a headset or phone."
        : floor.InCall + floor.Reading + floor.WrapUp > 0 ? "It goes on when one of them is Ready."
        : "Ask its agents to be Ready.";

    private WhyCause? Unasked => Mode is DialMode.Preview && !Free.IsEmpty && !Free.Values.Any(static a => a.Asked)
        ? new(
            WhyKind.NobodyAsks,
            Free.Count == 1 ? "1 agent is Ready and has not asked for a record." : Text($"{Free.Count} agents are Ready and have not asked for a record."),
            "In Preview agents ask for each record; in Push preview records come by themselves.")
        : null;

    private WhyCause? NobodyDue(Floor? floor, Instant now) => Records is { Known: true, At: { } at } && at > now
        ? new(
            WhyKind.NotYetDue,
            "Waiting for records: none may be called now.",
            floor is null ? "" : floor.PeopleLeft == 1
                ? "1 person is left, and waits for the calling hours or for the next attempt."
                : Text($"{floor.PeopleLeft} people are left: they wait for their calling hours or for their next attempt."),
            Callbacks.NextDue(now) is { } promised && promised < at ? promised : at)
        : null;

    private WhyCause? HeldByPacing => IsPaced && Pacing.Last is { Launch: 0 } why
        ? new(WhyKind.Pacing, why.Sentence, why.Cause switch
        {
            PacingCause.NoHistory => "It dials ahead by itself when enough attempts are known.",
            PacingCause.BudgetSpent => "Nothing needs to be done: the limit is kept.",
            _ => "",
        })
        : null;

    private WhyCause? OnTheWay => Open.Values.Count(static o => o.Attempt is { IsBeforeAnswer: true, IsBeforeOrder: false }) switch
    {
        0 => null,
        1 => new(WhyKind.OnTheWay, "It dials: 1 call is on its way."),
        var calls => new(WhyKind.OnTheWay, Text($"It dials: {calls} calls are on their way.")),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
