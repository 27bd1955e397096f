using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Paceline.Dialing.Agents;

namespace Paceline.Grains;

/// <summary>Why agents take no calls: what they choose from, in order, each with the time it should last; null: as long as it takes.</summary>
public sealed record NotReadyReasons(ImmutableArray<(string Reason, Duration? Limit)> All)
{
    private const int Most = 20;
    private const int NameMax = 40;
    private const int MinutesMax = 600;

    /// <summary>Reasons that nobody chooses: they say what happened.</summary>
    private static readonly ImmutableArray<string> _taken =
    [
        Agent.SignsOut, Agent.ChannelOff, Agent.Stayed, Agent.NoAudio, Agent.PageLost, Agent.WrapUpRanOut, Agent.Stopped, Agent.UndoTooLate,
        Agent.OfferMissed,
    ];

    private static readonly ImmutableArray<(string Reason, int? Minutes)> _usual =
        [("Break", 15), ("Lunch", 60), ("Meeting", null), ("Training", null), ("Paperwork", 30)];

    /// <summary>What every site starts with, as it is written.</summary>
    public static string Usual { get; } = string.Join(
        ", ", _usual.Select(static u => u.Minutes is { } m ? string.Create(CultureInfo.InvariantCulture, $"{u.Reason}={m}") : u.Reason));

    public ImmutableArray<string> Names { get; } = [.. All.Select(static r => r.Reason)];

    /// <summary>How long it should last; null: as long as it takes, or it is none of these.</summary>
    public Duration? LimitOf(string reason) => All.FirstOrDefault(r => r.Reason == reason).Limit;

    /// <summary>Reasons with a comma between, each with the minutes it should last or without: <see cref="Usual"/>.</summary>
    /// <returns>Null: it is not written so, a reason stands twice, is longer than 40 characters or a word of the system, or there are none or more
    /// than 20.</returns>
    public static NotReadyReasons? Read(string text)
    {
        var all = ImmutableArray.CreateBuilder<(string Reason, Duration? Limit)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            Duration? limit = null;
            var words = part.Split('=', StringSplitOptions.TrimEntries);
            if (words.Length == 2)
            {
                if (!int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes is < 1 or > MinutesMax)
                {
                    return null;
                }

                limit = Duration.FromMinutes(minutes);
            }

            if (words is not [{ Length: > 0 and <= NameMax } reason, ..] || words.Length > 2 || reason.Any(char.IsControl)
                || _taken.Contains(reason, StringComparer.OrdinalIgnoreCase) || all.Any(r => r.Reason.Equals(reason, StringComparison.OrdinalIgnoreCase)))
            {
                return null;
            }

            all.Add((reason, limit));
        }

        return all.Count <= Most ? new(all.ToImmutable()) : null;
    }
}
