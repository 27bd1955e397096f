using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Groups;

namespace Paceline.Storage;

/// <summary>One statement of a commit.</summary>
internal sealed record RowChange(string Sql, object Values);

/// <summary>What each fact does to the rows: the SQL twin of the machines' Evolve. A test shows that rows equal the fold.</summary>
internal static partial class Projection
{
    private static readonly LocalDate _firstDay = new(1970, 1, 1);

    public static IEnumerable<RowChange> Of(WriterId writer, DialingFact fact, Instant at) => fact switch
    {
        AgentFact f => [.. OfAgent(f, at), .. CampaignNotices.OfOrder(f, at)],
        AttemptFact f => OfAttempt(f, at),
        GroupFact f => [.. OfGroup(GroupOf(writer), f, at), .. CampaignNotices.Of(GroupOf(writer), f, at)],
        _ => throw Unknown(fact),
    };

    /// <summary>Days since 1970-01-01 UTC.</summary>
    public static int DayOf(LocalDate date) => Period.DaysBetween(_firstDay, date);

    public static LocalDate DateOf(long day) => _firstDay.PlusDays(checked((int)day));

    private static string GroupOf(WriterId writer) => writer.Value.Split('/', 2) is ["group", var group]
        ? group
        : throw new InvalidOperationException($"{writer} is no campaign group and cannot write its facts.");

    private static InvalidOperationException Unknown(DialingFact fact) => new($"{fact.GetType().Name} is no fact that this version keeps.");
}
