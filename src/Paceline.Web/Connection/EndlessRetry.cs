namespace Paceline.Web.Connection;

/// <summary>Tries for ever: outages of minutes are normal in this trade, and nobody presses a button for it.
/// Chance spreads the agents of a floor, so that a server that comes back is not met by all at once.</summary>
public sealed class EndlessRetry(Random chance)
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(8);

    /// <summary>Between half and all of 0.5 s · 2ⁿ, at most 8 s.</summary>
    public TimeSpan Delay(long tries)
    {
        var whole = Math.Min(_longest.TotalMilliseconds, 500 * Math.Pow(2, Math.Min(tries, 10)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (chance.NextDouble() / 2)));
    }
}
