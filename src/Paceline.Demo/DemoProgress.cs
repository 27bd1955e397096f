using System.Globalization;
using Paceline.Contracts;

namespace Paceline.Demo;

/// <summary>Where a demo run is.</summary>
public enum DemoPhase
{
    /// <summary>Waits for the server, makes campaign, agents and list.</summary>
    Preparing,

    Dialing,

    /// <summary>No more dials; open calls end.</summary>
    Draining,

    /// <summary>Facts and logs are read and judged.</summary>
    Checking,
}

/// <summary>One moment of a demo run, for people to watch.</summary>
/// <param name="Elapsed">Since the dialing began.</param>
/// <param name="Campaign">The live figures; null before the first.</param>
/// <param name="Agents">All agents of the campaign by state, people at browsers included.</param>
/// <param name="Sentence">What happens, in words; empty: nothing to say.</param>
public sealed record DemoProgress(
    DemoPhase Phase, TimeSpan Elapsed, CampaignSnapshot? Campaign, IReadOnlyDictionary<AgentState, int> Agents, string Sentence)
{
    /// <summary>One line of text.</summary>
    public override string ToString()
    {
        var counts = Campaign?.Counts;
        var agents = string.Join(' ', Agents.Where(static pair => pair.Value > 0).OrderBy(static pair => pair.Key)
            .Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}:{pair.Value}")));
        (string Word, long? Count)[] figures =
        [
            ("placed", counts?.Placed), ("ringing", counts?.Dialing), ("answered", counts?.Answered),
            ("connected", counts?.Connected), ("abandoned", counts?.Abandoned), ("outcomes", counts?.Outcomes),
        ];
        var known = figures.Where(static figure => figure.Count is not null);
        var seen = string.Join("  ", known.Select(static figure => FormattableString.Invariant($"{figure.Word} {figure.Count}")));
        var line = string.Create(CultureInfo.InvariantCulture, $"{Phase,-9} {Elapsed.TotalSeconds,5:0} s  {seen}  {agents}  {Sentence}");
        return line.TrimEnd();
    }
}
