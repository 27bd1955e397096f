namespace Paceline.Voice;

/// <summary>
/// Attempts that are over and acknowledged, remembered for longer than any permission to dial holds: an order whose first answer was
/// lost comes again, and must not dial again. One owner, the signalling thread.
/// </summary>
internal sealed class FinishedAttempts
{
    /// <summary>Permissions hold for 30 s, and an order for as long as its permission; four times that is far enough.</summary>
    public const long KeptMs = 120_000;

    private readonly Queue<(string Attempt, long UntilMs)> _order = new();
    private readonly HashSet<string> _attempts = new(StringComparer.Ordinal);

    public void Add(string attempt, long nowMs)
    {
        Forget(nowMs);
        if (_attempts.Add(attempt))
        {
            _order.Enqueue((attempt, nowMs + KeptMs));
        }
    }

    public bool Contains(string attempt) => _attempts.Contains(attempt);

    private void Forget(long nowMs)
    {
        while (_order.TryPeek(out (string Attempt, long UntilMs) oldest) && oldest.UntilMs <= nowMs)
        {
            _attempts.Remove(oldest.Attempt);
            _order.Dequeue();
        }
    }
}
