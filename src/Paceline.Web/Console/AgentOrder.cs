using Paceline.Contracts;

namespace Paceline.Web.Console;

/// <summary>Who needs a supervisor first: whoever is over a limit, by how far, then whoever is in their state longest. It says nothing of
/// how well anybody works.</summary>
public static class AgentOrder
{
    /// <summary>How long an agent is over the limit of their state; null: they are not.</summary>
    public static TimeSpan? Over(AgentRow agent, DateTimeOffset now) => agent.LimitAt is { } limit && limit <= now ? now - limit : null;

    /// <summary>Wrap-up over its limit, Not ready over its limit, then the longest in state; the signed-out last, by name.</summary>
    public static IReadOnlyList<AgentRow> Sort(IEnumerable<AgentRow> agents, DateTimeOffset now) =>
    [
        .. agents
            .OrderBy(a => a.State == AgentState.SignedOut ? 3 : Over(a, now) is null ? 2 : a.State == AgentState.WrapUp ? 0 : 1)
            .ThenByDescending(a => Over(a, now) ?? TimeSpan.Zero)
            .ThenBy(static a => a.State == AgentState.SignedOut ? DateTimeOffset.MinValue : a.Since)
            .ThenBy(static a => a.Name, StringComparer.Ordinal)
            .ThenBy(static a => a.Agent, StringComparer.Ordinal),
    ];

    /// <summary>How many rows would come, go or change their place: all that are not in the longest run both orders share.</summary>
    public static int Moves(IReadOnlyList<string> shown, IReadOnlyList<string> fresh)
    {
        var places = fresh.Index().ToDictionary(static f => f.Item, static f => f.Index, StringComparer.Ordinal);
        List<int> ends = []; // The smallest last place of a rising run of each length.
        foreach (var place in shown.Where(places.ContainsKey).Select(id => places[id]))
        {
            var at = ends.BinarySearch(place) is var found && found < 0 ? ~found : found;
            if (at == ends.Count)
            {
                ends.Add(place);
            }
            else
            {
                ends[at] = place;
            }
        }

        return shown.Union(fresh, StringComparer.Ordinal).Count() - ends.Count;
    }
}
