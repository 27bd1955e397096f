namespace Paceline.Voice;

/// <summary>When a registration is asked for again: well before it runs out, and after refusals less and less often.</summary>
internal sealed class RegistrationPlan
{
    private const long FirstPauseMs = 2000;
    private const long LongestPauseMs = 120_000;

    /// <summary>A far end's Retry-After is obeyed up to here, in milliseconds.</summary>
    private const long LongestAskedMs = 600_000;

    private int _refusals;

    /// <summary>Until when the far end knows us, monotonic milliseconds; zero: it does not.</summary>
    public long HoldsUntilMs { get; private set; }

    /// <summary>How long after a success the next request leaves, in milliseconds.</summary>
    public long After(int expiresSeconds, long nowMs)
    {
        _refusals = 0;
        HoldsUntilMs = nowMs + (expiresSeconds * 1000L);
        // A fifth is left for a refusal and for repetitions of what gets lost.
        return Math.Max(1000, expiresSeconds * 800L);
    }

    /// <summary>How long after a refusal, or after no answer, in milliseconds.</summary>
    public long AfterRefusal(int retryAfterSeconds)
    {
        long pause = Math.Min(FirstPauseMs << Math.Min(_refusals, 10), LongestPauseMs);
        _refusals++;
        return Math.Max(pause, Math.Min(retryAfterSeconds * 1000L, LongestAskedMs));
    }
}
